// A reporter of Jest that prints the heap after each test file, in bytes.

module.exports = class HeapReporter {
  #sizes = []
  #failed = false

  onTestResult(_, { memoryUsage, numFailingTests, testExecError }) {
    this.#sizes.push(memoryUsage)
    this.#failed ||= numFailingTests > 0 || testExecError !== undefined
  }

  onRunComplete() {
    console.log(JSON.stringify(this.#sizes))
  }

  getLastError() {
    return this.#failed ? new Error('a test failed') : undefined
  }
}
