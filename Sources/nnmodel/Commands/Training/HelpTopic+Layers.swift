import NeuralNetwork

extension HelpTopic {
  /// `nnmodel help layers`.
  static var layers: HelpTopic {
    HelpTopic(
      name: "layers", summary: "how --layers describes a network",
      text: """
        A list from the inputs to the outputs, with commas. A number is a dense layer of so many units,
        a word behind it its activation; without one it is linear.

          64,relu,10,softmax

        Activations, with the names that other libraries have for them:

          linear        the sum itself (identity)
          sigmoid       between 0 and 1; one output for yes or no (logistic)
          tanh          between -1 and 1
          relu          the positive part
          leaky-relu    the same with a slope of 0.01 below 0; leaky-relu:0.2 for another
          elu           tends to -1 below 0
          gelu          x times the normal distribution; gelu-tanh comes near it
          silu          x times its sigmoid (swish)
          softplus      a relu without its corner
          softmax       probabilities of classes, for the last layer

        Words of their own, with an activation behind them where one is to follow:

          dropout:RATE  in training, leaves out that part of the inputs at random
          layer-norm    brings each row to mean 0 and variance 1, then gain and shift
          batch-norm    the same for each column of a batch; predicts by running statistics

          64,gelu,dropout:0.2,32,layer-norm,silu,10,softmax

        The last layer says what is learnt: softmax with a unit a class, or one unit of sigmoid for two
        classes, tells classes; any other gives values.
        """)
  }
}
