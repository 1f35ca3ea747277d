// Package shops imitates the platforms that a brand's shops run on: Shopify's
// Admin GraphQL API with its bulk operations, and WooCommerce's REST API v3.
// They are the only imitations of these APIs, for the demo, the conformance suite
// and the tests.
//
// A server shows the orders and people of one brand.Shop as they are at that
// moment, under the brand's read lock. It follows the platform's documents and
// recorded answers, bad habits included, and shares no code with the connector
// that talks to it. It is honest: faults, spoilt records and pages that move
// belong to the layers in front of it (packages faults and platformtest). Other
// platforms, and the store that writes files, have packages of their own below.
package shops
