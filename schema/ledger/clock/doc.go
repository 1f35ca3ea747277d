// Package clock says by whose clocks a campaign's messages go: each member's own, where the
// brand's config says so. A delivery keeps the zone of its member, as it was planned; where
// it is empty the brand's clocks count.
package clock
