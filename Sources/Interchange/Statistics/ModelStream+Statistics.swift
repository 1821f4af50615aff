public import ModelFormat

extension ModelStream {
  /// Reads everything, checks everything, and tells what the numbers of each tensor are like.
  ///
  /// - Returns: the statistics, in the order of the header.
  /// - Throws: `FormatError` for whatever is damaged.
  public consuming func statistics() throws(FormatError) -> [TensorStatistics] {
    var statistics = header.tensors.map { TensorStatistics($0.type) }
    try forEachChunk { (tensor, raw) throws(FormatError) in statistics[tensor].add(raw) }
    return statistics
  }
}
