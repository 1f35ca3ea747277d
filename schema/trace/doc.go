// Package trace says where a number comes from, and why it changed.
//
// The evidence of a metric are the orders, events, members, deliveries and costs
// behind it (evidence.go): the file in evidence/ that is named as the metric's own
// in schema/metric/numbers finds them, and Prove reads them one by one; they add up
// to what was published.
//
// The editions of a number are the values that were published of it. A restatement
// is one that replaced another, and its causes are order changes and late changes:
// records that arrived after their date was computed.
package trace
