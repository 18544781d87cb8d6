/// The version of this program.
let workerVersion = "0.1.0"
