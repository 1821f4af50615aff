import Glibc

/// A file without a name, for code under test to write into; it goes when this does.
final class TemporaryFile {
  let descriptor: Int32

  init() {
    var path: [CChar] = Array("/tmp/nnmodel-test-XXXXXX".utf8CString)
    descriptor = unsafe mkstemp(&path)
    precondition(descriptor >= 0, "a temporary file")
    unsafe unlink(path)
  }

  deinit { close(descriptor) }

  var text: String {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: size)
    let count = unsafe pread(descriptor, &bytes, size, 0)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
