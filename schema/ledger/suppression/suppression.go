package suppression

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"regulars"
	"regulars/schema"
)

// Reasons of suppressions that answers give; senders have their own.
const (
	ReasonBounced    = "bounced"    // the address takes nothing
	ReasonComplained = "complained" // its owner called a message spam
	ReasonUnfollowed = "unfollowed" // a LINE user who left; ends when they follow again
)

// Suppression is an address that must not be used again or, of ReasonUnfollowed only,
// may be used again.
type Suppression struct {
	Channel     regulars.Channel
	AddressHash string // of Hashes, or of a delivery
	Reason      string
	Source      string // who says so
	Ended       bool   // the person follows again
	At          time.Time
}

// version orders following and leaving by when the person did it. The others hold from
// now on, whatever their reporter's clock.
func (s Suppression) version(now time.Time) uint64 {
	if s.Reason == ReasonUnfollowed {
		return uint64(s.At.UnixNano())
	}
	return uint64(now.UnixNano())
}

//go:embed *.sql
var files embed.FS

const room = "suppression"

// Key hides addresses in the books. It is made of privacy.hash_key, and hashes addresses as
// ClickHouse's sipHash64Keyed does.
type Key struct{ K0, K1 uint64 }

// KeyOf returns the key that privacy.hash_key makes.
func KeyOf(hashKey string) Key {
	sum := sha256.Sum256([]byte(hashKey))
	return Key{binary.LittleEndian.Uint64(sum[:8]), binary.LittleEndian.Uint64(sum[8:16])}
}

type suppressParams struct {
	Brand                                      string
	Channels, Hashes, Reasons, Sources, Active []string
	Times, Versions                            []uint64
}

type hashParams struct {
	K0, K1    uint64
	Addresses []string
}

var (
	suppressScript = schema.NewScript[suppressParams](room, files, "suppress.sql")
	hashesScript   = schema.NewScript[hashParams](room, files, "address_hashes.sql")
)

// Record records suppressions of a brand. They hold at once, also for campaigns under
// way. Saying one again changes nothing, and none is undone by what came before it.
func Record(ctx context.Context, db *schema.DB, brand string, all []Suppression) error {
	if len(all) == 0 {
		return nil
	}
	now := time.Now()
	p := suppressParams{Brand: brand}
	for _, s := range all {
		active := "1"
		if s.Ended {
			active = "0"
		}
		p.Channels, p.Hashes, p.Reasons = append(p.Channels, string(s.Channel)), append(p.Hashes, s.AddressHash), append(p.Reasons, s.Reason)
		p.Sources, p.Active = append(p.Sources, s.Source), append(p.Active, active)
		p.Times, p.Versions = append(p.Times, uint64(s.At.UnixMilli())), append(p.Versions, s.version(now))
	}
	if err := suppressScript.Exec(ctx, db, p); err != nil {
		return fmt.Errorf("suppress %d addresses: %w", len(all), err)
	}
	return nil
}

// Destination is an address on a channel, as members have it.
type Destination struct {
	Channel regulars.Channel
	Address string // normalised; personal
}

// Hashes returns the keyed hash of each address, as deliveries and suppressions
// have it; "" of an empty one.
func Hashes(ctx context.Context, db *schema.DB, key Key, destinations []Destination) ([]string, error) {
	hashes := make([]string, len(destinations))
	var asked []string
	for _, r := range destinations {
		if r.Address != "" {
			asked = append(asked, string(r.Channel)+":"+r.Address)
		}
	}
	if len(asked) == 0 {
		return hashes, nil
	}
	// The addresses travel as parameters, which must not stand in a log of queries.
	quiet := db.Settings()
	quiet["log_queries"] = 0
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(quiet))
	var found []string
	if err := hashesScript.Row(ctx, db, hashParams{key.K0, key.K1, asked}, &found); err != nil {
		return nil, fmt.Errorf("hash addresses: %w", err)
	}
	if len(found) != len(asked) {
		return nil, fmt.Errorf("hash addresses: %d hashes of %d", len(found), len(asked))
	}
	for i, r := range destinations {
		if r.Address != "" {
			hashes[i], found = found[0], found[1:]
		}
	}
	return hashes, nil
}
