// Package sandbox is an imitation of a brand and of everything that it talks to,
// put together: the people and orders of package brand, the shops of package
// shops, which show them, and the providers of package providers, which remember
// what they accepted. Faults can be switched on while it runs.
//
// Start serves it on loopback until Close; Run serves it in a process of its own
// and writes into StateFile where. The same Options make the same brand on the
// same day. Env is what examples/sandbox.yaml refers to. Another process reads
// and disturbs it at ControlURL. Only tests change orders and people, or know
// the truth about them: package sandboxtest.
package sandbox
