// Package channel is where messages go: edm, sms and line, each a provider
// behind Sender, and the Liquid templates. It knows nothing of ClickHouse.
// Adding a provider is adding a file.
package channel
