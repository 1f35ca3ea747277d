package schema

import (
	"context"
	"errors"
	"fmt"
	"time"

	"regulars/config"
	"regulars/identity"
)

// ErrNotKeyed is returned where the nodes of a brand were stored before they were keyed,
// or before there was a privacy.hash_key.
var ErrNotKeyed = errors.New("the ids of the members aren't keyed yet: end the workers and run `starter upgrade` (docs/upgrades.md)")

// ErrRekeying is returned where keying the nodes of a brand isn't over.
var ErrRekeying = errors.New("the ids of the members are being keyed, or that was cut short: run `starter upgrade` to its end")

// ErrOtherNodeKey is returned where the nodes of a brand are keyed, and not by the config's
// secret: nobody would be recognised.
var ErrOtherNodeKey = errors.New("the ids of the members are keyed under another privacy.hash_key: give that one, as it was when the database was made (docs/people.md)")

// NodeKeysMigration makes the table of the keys.
const NodeKeysMigration = "0090_node_keys.sql"

// NodeKey is what a database knows of the key of a brand's nodes.
type NodeKey struct {
	Check    uint64 // see CheckOfNodes
	Rekeying uint64 // the run that keys what was stored unkeyed; 0: all is keyed
}

// CheckOfNodes is what tells the key that made the nodes.
func CheckOfNodes(key identity.Key) uint64 { return key.Hash("key", "check") }

// ReadNodeKey reports whether the nodes of a brand are, or are being, keyed, and how.
func (db *DB) ReadNodeKey(ctx context.Context, brand string) (key NodeKey, keyed bool, err error) {
	rows, err := db.conn.Query(ctx, "SELECT check, rekeying FROM node_keys FINAL WHERE brand = ?", brand)
	if err != nil {
		return NodeKey{}, false, fmt.Errorf("read the key of the nodes of brand %s: %w", brand, Redact(err))
	}
	defer func() { _ = rows.Close() }()
	if rows.Next() {
		if err := rows.Scan(&key.Check, &key.Rekeying); err != nil {
			return NodeKey{}, false, fmt.Errorf("read the key of the nodes of brand %s: %w", brand, err)
		}
		keyed = true
	}
	return key, keyed, Redact(rows.Err())
}

// PutNodeKey records it.
func (db *DB) PutNodeKey(ctx context.Context, brand string, key NodeKey) error {
	db.nodeKeys.Delete(brand)
	err := db.conn.Exec(ctx, "INSERT INTO node_keys (brand, check, rekeying, version) VALUES (?, ?, ?, ?)", brand, key.Check, key.Rekeying, uint64(time.Now().UnixNano()))
	if err != nil {
		return fmt.Errorf("record the key of the nodes of brand %s: %w", brand, Redact(err))
	}
	return nil
}

// CheckNodeKey returns the key of a brand's nodes, of its config's secret. A brand of which
// nothing is stored takes it from now on. It returns ErrNotKeyed, ErrRekeying and
// ErrOtherNodeKey where who goes on would not recognise those who are stored.
func (db *DB) CheckNodeKey(ctx context.Context, b *config.Brand) (identity.Key, error) {
	key := identity.NodeKey(b.HashKey.Reveal(), b.Name)
	if known, is := db.nodeKeys.Load(b.Name); is && known == key {
		return key, nil
	}
	if err := db.checkNodeKey(ctx, b.Name, key); err != nil {
		return identity.Key{}, fmt.Errorf("brand %s: %w", b.Name, err)
	}
	db.nodeKeys.Store(b.Name, key)
	return key, nil
}

func (db *DB) checkNodeKey(ctx context.Context, brand string, key identity.Key) error {
	stored, keyed, err := db.ReadNodeKey(ctx, brand)
	switch {
	case err != nil:
		return err
	case keyed && stored.Rekeying != 0:
		return ErrRekeying
	case keyed && stored.Check != CheckOfNodes(key):
		return ErrOtherNodeKey
	case keyed || key == (identity.Key{}):
		return nil
	}
	stores, err := db.storesNodes(ctx, brand)
	if err != nil {
		return err
	}
	if stores {
		return ErrNotKeyed
	}
	return db.PutNodeKey(ctx, brand, NodeKey{Check: CheckOfNodes(key)})
}

// NodeKeyAsIs is CheckNodeKey for who reads what is stored before it is keyed: then it
// returns the zero key.
func (db *DB) NodeKeyAsIs(ctx context.Context, b *config.Brand) (identity.Key, error) {
	key, err := db.CheckNodeKey(ctx, b)
	if errors.Is(err, ErrNotKeyed) {
		return identity.Key{}, nil
	}
	return key, err
}

// Rekeying reports whether what was stored unkeyed is being keyed, or that was cut short.
func (db *DB) Rekeying(ctx context.Context) (bool, error) {
	var n uint64
	if err := db.conn.QueryRow(ctx, "SELECT count() FROM node_keys FINAL WHERE rekeying != 0").Scan(&n); err != nil {
		return false, fmt.Errorf("look for ids that are being keyed: %w", Redact(err))
	}
	return n > 0, nil
}

// storesNodes reports whether anything is stored under a node of a brand.
func (db *DB) storesNodes(ctx context.Context, brand string) (bool, error) {
	var n uint64
	ctx = WithParams(ctx, struct{ Brand string }{brand})
	err := db.conn.QueryRow(ctx, `SELECT count() FROM
	(
		SELECT 1 FROM identity_nodes WHERE brand = {brand:String} LIMIT 1
		UNION ALL SELECT 1 FROM identity_records WHERE brand = {brand:String} LIMIT 1
		UNION ALL SELECT 1 FROM consent_facts WHERE brand = {brand:String} LIMIT 1
		UNION ALL SELECT 1 FROM events WHERE brand = {brand:String} AND node != 0 LIMIT 1
		UNION ALL SELECT 1 FROM member_orders WHERE brand = {brand:String} AND anchor != 0 LIMIT 1
		UNION ALL SELECT 1 FROM store_lists WHERE brand = {brand:String} AND email_node != 0 LIMIT 1
		UNION ALL SELECT 1 FROM deliveries WHERE brand = {brand:String} LIMIT 1
		UNION ALL SELECT 1 FROM message_events WHERE brand = {brand:String} AND member_id != 0 LIMIT 1
	)`).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look for nodes that are stored: %w", Redact(err))
	}
	return n > 0, nil
}
