// Package loopback knows which hosts are this machine: secrets may travel unencrypted to
// them, and to no other. Who asks has a host without its port.
package loopback
