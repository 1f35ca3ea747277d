package answers

import (
	"context"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/answer"
	"regulars/config"
	"regulars/identity"
	"regulars/schema/intake"
	"regulars/schema/ledger/optout"
	"regulars/schema/ledger/suppression"
	"regulars/schema/studio"
)

// arrived is an answer with what is known of whom it is of.
type arrived struct {
	answer.Answer
	address string // normalised
	hash    string
	member  uint64
}

// Record stores what a provider reported for a brand. When it returns nil everything is
// on the disk, and who must not be written to any more isn't. It returns what ClickHouse
// answers otherwise: then the same may be recorded again.
func (s *Store) Record(ctx context.Context, brand *config.Brand, source string, answers []answer.Answer) error {
	all, err := s.arrive(ctx, brand, answers)
	if err != nil || len(all) == 0 {
		return err
	}
	if err := s.act(ctx, brand, source, all); err != nil {
		return err
	}
	rows := make([]message, len(all))
	waits := false // somebody to suppress whose address isn't known
	for i, a := range all {
		rows[i] = message{
			brand: brand.Name, channel: string(a.Channel), providerID: a.ProviderID, kind: string(a.Type), eventID: a.EventID, at: a.At,
			member: a.member, detail: a.Detail, hard: a.Hard, machine: a.Machine, addressHash: a.hash,
		}
		waits = waits || a.address == "" && a.acts()
	}
	if err := s.messages.write(ctx, rows); err != nil {
		return err
	}
	if waits {
		return s.attribute(ctx, brand, time.Hour)
	}
	return nil
}

// acts reports whether something must hold at once.
func (a arrived) acts() bool {
	switch a.Type {
	case answer.Complained, answer.Unsubscribed, answer.Followed, answer.Unfollowed:
		return true
	case answer.Bounced:
		return a.Hard
	}
	return false
}

// arrive finds out whom the answers are of.
func (s *Store) arrive(ctx context.Context, brand *config.Brand, answers []answer.Answer) ([]arrived, error) {
	all := make([]arrived, len(answers))
	destinations := make([]suppression.Destination, len(answers))
	for i, a := range answers {
		if now := s.Now(); a.At.IsZero() || a.At.After(now) {
			a.At = now
		}
		all[i] = arrived{Answer: a, address: normal(brand, a.Channel, a.Address)}
		destinations[i] = suppression.Destination{Channel: a.Channel, Address: all[i].address}
	}
	hashes, err := suppression.Hashes(ctx, s.db, suppression.KeyOf(s.hashKey), destinations)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].hash = hashes[i]
	}
	return all, s.findMembers(ctx, brand, all)
}

// normal is an address as members have it.
func normal(brand *config.Brand, channel regulars.Channel, address string) string {
	switch channel {
	case regulars.ChannelEDM:
		return identity.Email(address)
	case regulars.ChannelSMS:
		return identity.Phone(address, brand.Identity.Region)
	}
	return strings.TrimSpace(address)
}

// nodesOf are the identifiers that an address may be: LINE's ids are unique for each
// provider only.
func nodesOf(brand *config.Brand, channel regulars.Channel, address string) []uint64 {
	key := nodeKey(brand)
	switch {
	case address == "":
		return nil
	case channel == regulars.ChannelEDM:
		return []uint64{key.Node(identity.KindEmail, address)}
	case channel == regulars.ChannelSMS:
		return []uint64{key.Node(identity.KindPhone, address)}
	}
	var nodes []uint64
	for _, shop := range brand.Shops {
		if node := key.Node(identity.KindLine, identity.Line(shop.LineProvider, address)); !slices.Contains(nodes, node) {
			nodes = append(nodes, node)
		}
	}
	return nodes
}

// findMembers finds whose answers are that name an address and no message.
func (s *Store) findMembers(ctx context.Context, brand *config.Brand, all []arrived) error {
	var nodes []uint64
	for _, a := range all {
		if a.ProviderID == "" {
			nodes = append(nodes, nodesOf(brand, a.Channel, a.address)...)
		}
	}
	if len(nodes) == 0 {
		return nil
	}
	var rows []struct {
		Node   uint64 `ch:"node"`
		Member uint64 `ch:"member_id"`
	}
	if err := peopleScript.Select(ctx, s.db, &rows, peopleParams{brand.Name, nodes}); err != nil {
		return err
	}
	for i, a := range all {
		if a.ProviderID != "" {
			continue
		}
		for _, row := range rows {
			if slices.Contains(nodesOf(brand, a.Channel, a.address), row.Node) {
				all[i].member = row.Member
			}
		}
	}
	return nil
}

// act does what must hold at once. An event that is stored already was acted on: who
// has said yes again since must not be refused by a repetition.
func (s *Store) act(ctx context.Context, brand *config.Brand, source string, all []arrived) error {
	var acting []arrived
	for _, a := range all {
		if a.acts() && a.address != "" {
			acting = append(acting, a)
		}
	}
	acting, err := s.unseen(ctx, brand, acting)
	if err != nil || len(acting) == 0 {
		return err
	}
	var suppressions []suppression.Suppression
	for _, a := range acting {
		if r, is := suppressionOf(a, source); is {
			suppressions = append(suppressions, r)
		}
	}
	if err := suppression.Record(ctx, s.db, brand.Name, suppressions); err != nil {
		return err
	}
	door, err := s.door(ctx, intake.Load{Brand: brand, Shop: &config.Shop{}})
	if err != nil {
		return err
	}
	for _, a := range acting {
		if a.Type != answer.Complained && a.Type != answer.Unsubscribed || erased(door, a) {
			continue
		}
		for _, node := range nodesOf(brand, a.Channel, a.address) {
			if err := s.refuse(ctx, brand, a.Channel, node, source+": "+string(a.Type), a.At); err != nil {
				return err
			}
		}
	}
	return nil
}

// erased reports whether the address is one of who was erased: nothing may name them
// again.
func erased(door intake.Door, a arrived) bool {
	switch a.Channel {
	case regulars.ChannelEDM:
		return door.Refuses("", a.address, "", "")
	case regulars.ChannelSMS:
		return door.Refuses("", "", a.address, "")
	}
	return door.Refuses("", "", "", a.address)
}

// refuse records a refusal for every purpose that the brand writes for on the channel.
func (s *Store) refuse(ctx context.Context, brand *config.Brand, channel regulars.Channel, member uint64, source string, at time.Time) error {
	whole, err := studio.Brand(ctx, s.db, brand)
	if err != nil {
		return err
	}
	purposes := []string{"marketing"}
	for _, c := range whole.Campaigns {
		if slices.Contains(c.Channels, string(channel)) && !slices.Contains(purposes, c.Purpose) {
			purposes = append(purposes, c.Purpose)
		}
	}
	for _, purpose := range purposes {
		err := optout.Record(ctx, s.db, optout.OptOut{
			Brand: brand.Name, Member: member, Channel: string(channel), Purpose: purpose, Source: source, At: at,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func suppressionOf(a arrived, source string) (suppression.Suppression, bool) {
	s := suppression.Suppression{Channel: a.Channel, AddressHash: a.hash, Source: source, At: a.At}
	switch a.Type {
	case answer.Bounced:
		s.Reason = suppression.ReasonBounced
	case answer.Complained:
		s.Reason = suppression.ReasonComplained
	case answer.Unfollowed:
		s.Reason = suppression.ReasonUnfollowed
	case answer.Followed:
		s.Reason, s.Ended = suppression.ReasonUnfollowed, true
	default:
		return s, false
	}
	return s, true
}

// unseen leaves out what is stored already.
func (s *Store) unseen(ctx context.Context, brand *config.Brand, acting []arrived) ([]arrived, error) {
	if len(acting) == 0 {
		return nil, nil
	}
	p := seenParams{Brand: brand.Name, Channel: string(acting[0].Channel)}
	for _, a := range acting {
		p.Messages, p.Events = append(p.Messages, a.ProviderID), append(p.Events, a.key())
	}
	var rows []struct {
		Seen string `ch:"seen"`
	}
	if err := seenScript.Select(ctx, s.db, &rows, p); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(acting, func(a arrived) bool {
		return slices.ContainsFunc(rows, func(r struct {
			Seen string `ch:"seen"`
		}) bool {
			return r.Seen == a.key()
		})
	}), nil
}

func (a arrived) key() string { return a.ProviderID + "\n" + string(a.Type) + "\n" + a.EventID }
