// Package service is the wiring of a worker: config, ClickHouse, Temporal, the
// workflows and activities, and an HTTP side for health, metrics and what the outside
// may reach (worker/outside, and the unsubscribe links of messages). Package main of worker/ and the starter run it.
package service
