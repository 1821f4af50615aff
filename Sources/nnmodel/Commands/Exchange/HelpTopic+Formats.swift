import Interchange

extension HelpTopic {
  /// `nnmodel help formats`.
  static var formats: HelpTopic {
    HelpTopic(
      name: "formats", summary: "what save reads and load writes",
      text: """
        'nnmodel save SOURCE -o m.nnmodel' reads, 'nnmodel load m.nnmodel -o FILE' writes:

          word               name ends in    read     written
          safetensors        .safetensors    yes      yes
          safetensors-index  .index.json     yes      no
          npz                .npz            yes      yes
          npy                .npy            yes      yes, one tensor
          pytorch            .pt, .pth       yes      no; safetensors serves
          onnx               .onnx           yes      yes
          toy-nn             .json           yes      yes, by --format
          brain.js           .json           yes      yes, by --format
          genann             .ann            yes      yes
          fann               .net            yes      yes
          json               .json           yes      yes
          csv                .csv            yes      yes, one tensor

        A file is told by its content, whatever its name. ONNX, FANN, brain.js and JSON of ours know
        their network. Toy-Neural-Network-JS and genann know its layers and not their activations: they
        are taken for sigmoids unless --activation says another. The others have names and shapes of
        tensors alone.

        Keras and scikit-learn hand their models over by two lines of Python:

          from nnmodel import save
          save("model.nnmodel", model)
        """)
  }
}
