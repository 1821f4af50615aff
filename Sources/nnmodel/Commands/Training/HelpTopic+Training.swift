import NeuralNetwork

extension HelpTopic {
  /// `nnmodel help optimizers`.
  static var optimizers: HelpTopic {
    HelpTopic(
      name: "optimizers", summary: "how --optimizer, --schedule and --clip change weights",
      text: """
        A word, and behind a colon what is not to stay at its default:

          --optimizer sgd:lr=0.1,momentum=0.9,nesterov

          word      settings and defaults                          a step goes
          sgd       lr=0.1 momentum=0 nesterov                     against the gradient, or against
                                                                   a decaying sum of gradients
          rmsprop   lr=0.001 alpha=0.99 epsilon=1e-8               by the gradient over the root of
                                                                   its mean square
          adagrad   lr=0.01 epsilon=1e-10                          over the root of all its squares
          adam      lr=\(NumberFormat.shortest(adamRate)) beta1=0.9 beta2=0.999 epsilon=1e-8    by its mean over the root of its
                                                                   mean square
          adamw     as adam, with weight-decay=0.01                the same, with a decay that the
                                                                   means do not see

        weight-decay goes with each; it is 0 but for adamw. The default is \(defaultOptimizer).

        --schedule changes the rate on the way, and --warmup lets it rise from 0 over its first steps:

          constant      it stays
          step          times factor=0.1 after each every=10 epochs
          exponential   times factor=0.95 after each epoch
          cosine        down to minimum=0 along half a wave, over the whole run
          plateau       times factor=0.1, not below minimum=0, once more than patience=10 epochs
                        brought no loss lower by threshold=1e-4 of itself; the loss is that of the
                        rows held back, where there are some

        --clip norm:1 makes a gradient shorter than 1 in all, --clip value:1 each of its numbers.

        Rules A11 and A19 of spec/arithmetic.md say it to the bit.
        """)
  }

  /// `nnmodel help losses`.
  static var losses: HelpTopic {
    HelpTopic(
      name: "losses", summary: "what --loss makes small, and what each loss is for",
      text: """
        The last layer suggests one:

          cross-entropy          softmax, for classes; label-smoothing=0 moves truth to the others
          binary-cross-entropy   one sigmoid for two classes, or several for yes and no each
          mean-squared-error     values
          mean-absolute-error    values among which some are far off
          huber                  the square near the truth, the distance beyond delta=1 of it

          --loss huber:delta=0.5

        --class-weights balanced lets rare classes count as much as frequent ones; a list of numbers
        gives the weight of each class, in the order in which the model has them. --weights names a
        column that says how much each row counts.

        Section 4 of spec/arithmetic.md says it to the bit.
        """)
  }

  private static var defaultOptimizer: String { Defaults.optimizer.argumentText ?? "" }
  private static var adamRate: Double { Defaults.optimizer.learningRate }
}
