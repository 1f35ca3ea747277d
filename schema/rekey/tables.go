package rekey

import (
	"maps"
	"slices"
	"strings"

	"regulars/schema"
)

// table is one that holds nodes, or ids of members.
type table struct {
	name  string
	ids   []string          // columns of one number each
	other map[string]string // of other columns: what they become
	last  bool              // of equal keys the row that was written last holds: no version tells
}

// tables are all of them. A column that is added to one and holds a node or a member's id
// belongs here; TestNothingUnkeyedIsStored finds those that are missing.
var tables = []table{
	{name: "consent_facts", ids: []string{"node"}},
	{name: "events", ids: []string{"node"}, other: map[string]string{"event_id": eventID}},
	{name: "store_lists", ids: []string{"email_node"}, last: true},
	{name: "identity_records", ids: []string{"record", "customer_node", "email_node", "phone_node", "line_node"}},
	{name: "identity_edges", other: map[string]string{
		"a": "least(keyed(a), keyed(b))", "b": "greatest(keyed(a), keyed(b))",
		"a_kind": "if(keyed(a) <= keyed(b), a_kind, b_kind)", "b_kind": "if(keyed(a) <= keyed(b), b_kind, a_kind)",
	}},
	{name: "identity_splits", other: map[string]string{"a": "least(keyed(a), keyed(b))", "b": "greatest(keyed(a), keyed(b))"}},
	{name: "identity_nodes", ids: []string{"node", "member_id"}},
	{name: "members", ids: []string{"member_id"}},
	{name: "member_orders", ids: []string{"member_id", "anchor", "record"}},
	{name: "stage_intervals", ids: []string{"member_id"}},
	{name: "member_snapshots", ids: []string{"member_id"}},
	{name: "member_reach", ids: []string{"member_id"}},
	{name: "order_changes", ids: []string{"member_before", "member_after"}, last: true, other: map[string]string{
		"changed.was": changedMember("changed.was"), "changed.is": changedMember("changed.is"),
	}},
	{name: "late_changes", other: map[string]string{"was": movedMember("was"), "now_is": movedMember("now_is")}},
	{name: "deliveries", ids: []string{"member_id"}, other: map[string]string{"nodes": "arrayMap(n -> if(n = 0, 0, keyed(n)), nodes)"}},
	{name: "delivery_attempts", ids: []string{"member_id"}},
	{name: "console_actions", ids: []string{"member_id"}},
	{name: "journey_moves", ids: []string{"member_id"}},
	{name: "referral_codes", ids: []string{"member_id"}},
	{name: "journey_matches", ids: []string{"member_id"}},
	{name: "message_events", ids: []string{"member_id"}, other: map[string]string{
		// The mark of a link of a message was made of the member's id; those of one message still differ.
		"event_id": "if(provider_id = '' AND match(event_id, '^[0-9a-f]{16}/[0-9]{12}/'), " +
			"concat(lower(leftPad(hex(keyed(sipHash64(substring(event_id, 1, 16)))), 16, '0')), substring(event_id, 17)), event_id)",
	}},
}

// changedMember is a column of what the fields of an order were or are, one of which may be
// its member.
func changedMember(column string) string {
	id := "toUInt64OrZero(text)"
	return "arrayMap((field, text) -> if(field = 'member' AND " + id + " != 0, toString(keyed(" + id + ")), text), " +
		schema.QuoteColumn("changed.field") + ", " + schema.QuoteColumn(column) + ")"
}

func movedMember(column string) string {
	id := "toUInt64OrZero(" + column + ")"
	return "if(kind = 'member' AND " + id + " != 0, toString(keyed(" + id + ")), " + column + ")"
}

// eventID is what the id of an event becomes that came without one: it was made of what
// the event says, the node included (feed/events.sql, answers.Behaviour).
var eventID = "multiIf(node = 0, event_id, startsWith(event_id, concat(" + saidInFile("node") + ", '-')), " +
	"concat(" + saidInFile("keyed(node)") + ", substring(event_id, 33)), " +
	"event_id = " + saidByHTTP("node", "'{}'") + ", " + saidByHTTP("keyed(node)", "'{}'") + ", " +
	"event_id = " + saidByHTTP("node", "'null'") + ", " + saidByHTTP("keyed(node)", "'null'") + ", event_id)"

func saidInFile(node string) string {
	return "hex(sipHash128(toString(type), at, " + node + ", visitor, toString(CAST(properties, 'Map(String, String)'))))"
}

// saidByHTTP is the event as Go writes it in JSON, by its hash; what it wrote of no
// properties is null or an empty object.
func saidByHTTP(node, none string) string {
	pairs := "arrayMap(k -> concat(" + goText("k") + ", ':', " + goText("properties[k]") + "), arraySort(mapKeys(properties)))"
	return "lower(hex(substring(SHA256(concat('[', " + goText("toString(type)") + ", ',', toString(toUnixTimestamp64Milli(at)), ',', toString(" + node + "), ',', " + goText("visitor") +
		", ',', if(empty(properties), " + none + ", concat('{', arrayStringConcat(" + pairs + ", ','), '}')), ']')), 1, 16)))"
}

// goText is a text in JSON as Go writes it.
func goText(text string) string {
	return `replaceAll(replaceAll(replaceAll(replaceAll(toJSONString(` + text + `), '\\/', '/'), '<', '\\u003c'), '>', '\\u003e'), '&', '\\u0026')`
}

// columns are the SELECT of a table's rows as they are afterwards.
func (t table) columns() string {
	var all []string
	for _, id := range t.ids {
		all = append(all, "if("+id+" = 0, 0, keyed("+id+")) AS "+id)
	}
	for _, column := range slices.Sorted(maps.Keys(t.other)) {
		all = append(all, t.other[column]+" AS "+schema.QuoteColumn(column))
	}
	return "* REPLACE (" + strings.Join(all, ", ") + ")"
}

// source is where a table's rows are read.
func (t table) source() string {
	if t.last {
		return t.name + " FINAL"
	}
	return t.name
}
