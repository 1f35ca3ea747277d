// Package shops imitates the platforms that a brand's shops run on: Shopify's
// Admin GraphQL API, WooCommerce's REST API v3, and a store that writes files.
// They are the only imitations of these APIs, for the demo, the conformance suite
// and the tests.
//
// A server shows the orders and people of one brand.Shop as they are at that
// moment, under the brand's read lock. It follows the platform's documents and
// recorded answers, bad habits included, and shares no code with the connector
// that talks to it. It is honest: faults, spoilt records and pages that move
// belong to the layers in front of it (packages faults and platformtest). A Feed
// writes the files of the store and of the brand's other systems, each whole or
// not at all.
package shops
