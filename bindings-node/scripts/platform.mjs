// Supported platforms as Node names them, each with the suffix of its package and the library that
// cargo builds.

const PLATFORMS = {
  'linux x64': ['linux-x64-gnu', 'libedgegap_node.so'],
  'linux arm64': ['linux-arm64-gnu', 'libedgegap_node.so'],
  'darwin x64': ['darwin-x64', 'libedgegap_node.dylib'],
  'darwin arm64': ['darwin-arm64', 'libedgegap_node.dylib'],
  'win32 x64': ['win32-x64-msvc', 'edgegap_node.dll'],
}

export const [suffix, library] = PLATFORMS[`${process.platform} ${process.arch}`]
