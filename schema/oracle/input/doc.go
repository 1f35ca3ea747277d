// Package input is what the independent computation reads: what the shops of a brand
// say (Facts), by which settings, who is who in it (Identity), what somebody agreed to
// (Said), the worked examples, and random brands in which everything awkward happens
// often. It is for tests.
package input
