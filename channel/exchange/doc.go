// Package exchange is one request to a provider: the pace of its account, how often
// it is tried, whether an answer came, and what the answer means.
//
// A Verdict is what an answer means; each provider's package finds it by its own
// codes. Persist tries a request until there is a yes or a no. Client makes the
// request of a provider that speaks plain HTTP, without redirects, and tells a
// request of which nothing was written (surely not sent) from one that got no answer
// (unknown, or tried again where the provider drops a repeated key).
//
// No error holds an address, a text, a URL or what the provider wrote: only codes.
package exchange
