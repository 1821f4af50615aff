import Glibc

/// Whether a path is that of a regular file: one that can be opened to look at it, and again to
/// read it.
///
/// A pipe cannot, and opening one may wait for ever. The corresponding C function is `stat`.
func isRegularFile(_ path: String) -> Bool {
  var status = stat()
  return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}
