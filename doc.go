// Package regulars holds the nouns that every room of the house shares: orders,
// customers, messages, money, business dates and windows, and the one list of
// each thing that a member can be in: stages, RFM classes, AIPL, life phases,
// value tiers. It does no I/O and imports nothing of ours.
//
// Data flows one way: a platform yields pages of orders and customers, schema
// stores them in ClickHouse and computes the numbers, a channel carries the
// messages. The rooms meet only in activities, and only references (brand,
// date, counts, table names) cross Temporal.
package regulars
