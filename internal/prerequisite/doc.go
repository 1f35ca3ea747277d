// Package prerequisite gives tests what stands outside the repository: published
// data, official API descriptions, a browser.
//
// A test asks by name. What is there is checked against its SHA-256 and used; what
// is absent skips the test, loudly: the reason says where the thing can be had and
// where to put it. With CI=true or REGULARS_REQUIRE_SHARED=1 a missing thing fails
// the test, so that no comparison is left out unnoticed.
//
// Files stand in the folder shared next to the checkout, or in the one that
// REGULARS_SHARED names.
package prerequisite
