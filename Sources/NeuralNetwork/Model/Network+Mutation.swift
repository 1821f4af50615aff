extension Network {
  /// A child of the network for evolution instead of training: some of its parameters moved at random.
  ///
  /// Each weight, bias, gain and shift is moved with probability `rate`, by a number that is uniform in
  /// ±`amount`; a pure function of `seed` (A9 of spec/arithmetic.md, stream 5). A copy of a network is a copy
  /// of a value, so the parent stays what it is.
  ///
  /// - Throws: `invalid` for a rate outside 0 … 1, or an amount that is not a finite number from 0 on.
  public func mutated(
    rate: Double, amount: Double = 0.1, seed: UInt64
  ) throws(NetworkError) -> Network {
    guard rate >= 0, rate <= 1 else {
      throw NetworkError(.invalid(expected: "a number of 0 … 1", found: "\(rate)"), field: "rate")
    }
    guard amount >= 0, amount < .infinity else {
      throw NetworkError(
        .invalid(expected: "a number of 0 or more", found: "\(amount)"), field: "amount")
    }
    let moved = withStandardFloatingPoint {
      topology.layers.indices.map { layer in
        zip(tensorKinds(ofLayer: layer), tensors[layer]).enumerated().map { place, tensor in
          let (kind, buffer) = tensor
          guard kind.isTrained else { return buffer }
          var random = RandomSequence(seed: seed, stream: .mutation, index: layer, part: place)
          return kind.buffer(
            kind.elements(buffer).map { value in
              let isMoved = random.nextUnit() < Float(rate)
              let distance = (2 * random.nextUnit() - 1) * Float(amount)
              return isMoved ? value + distance : value
            })
        }
      }
    }
    return Network(topology: topology, tensors: moved)
  }
}
