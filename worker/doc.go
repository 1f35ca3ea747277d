// Command worker is process 1: it runs the workflows and activities of one task
// queue until it is asked to end, and serves health, metrics and unsubscribe links.
//
//	service/  what it runs and serves
//	meter/    what it counts for its operator
//	dial/     where ClickHouse and Temporal are, and connecting to them
//	codec/    payloads encrypted on their way through Temporal
//	runs/     workflows in Temporal: list, follow, ask, update
//	decide/   what a person decides about campaigns
//
// Any number of workers may run side by side. One that ends hands its long steps
// over; one that is killed loses them to another after a heartbeat's time.
package main
