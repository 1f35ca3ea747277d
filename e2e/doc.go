// Package e2e runs the whole of Regulars as a user would, on real engines: the
// sandbox brand and its imitation providers around a worker in a process of its
// own, with everything that goes wrong in real nights. Each test has a world to
// disturb (world_test.go), whose brand has a campaign for each way of sending and a journey; the numbers are compared with the sandbox's truth,
// the messages with what arrived at the sandbox's receiving end. It holds tests
// only.
package e2e
