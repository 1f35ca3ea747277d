// Package hint reads the webhooks by which a shop says at once that a record changed.
//
// The protocol: Read proves that a request is the shop's (a keyed hash of its body, compared
// in constant time) and returns the ids of what changed, and nothing else of the request:
// a hint is no record. Who stores hints asks the shop for those records by their ids, in
// the next night at the latest, unless a pull has read them since. So a hint that is lost,
// comes twice, late or in another order does no harm, and neither does one that somebody
// repeats who overheard it.
//
// Each platform is a line of the table in shops.go: where its signature stands and how it
// is written, which topics are about what, and where the id is in the body. SHOPLINE
// of Taiwan, 91APP, Medusa and Vendure aren't there: they sign nothing, or don't say how.
package hint
