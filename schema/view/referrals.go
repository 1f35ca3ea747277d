package view

import (
	"context"
	"time"

	"regulars/schema"
)

// Programme is what came of a referral programme.
type Programme struct {
	Name      string  `ch:"programme"`
	Codes     uint64  `ch:"codes"`
	Members   uint64  `ch:"members"`    // who have one
	Inviters  uint64  `ch:"inviters"`   // of them, with whose code another member bought
	Invited   uint64  `ch:"invited"`    // members, each once
	NewBuyers uint64  `ch:"new_buyers"` // of them, whose first purchase it was
	Purchases uint64  `ch:"purchases"`  // with a code of another member
	Revenue   float64 `ch:"revenue"`    // of these
	Discount  float64 `ch:"discount"`
}

// Referral is a purchase with a referral code of another member.
type Referral struct {
	Date      time.Time `ch:"date"`
	Programme string    `ch:"programme"`
	Inviter   uint64    `ch:"inviter"`
	Invitee   uint64    `ch:"invitee"`
	Shop      string    `ch:"shop"`
	Order     string    `ch:"order_id"`
	Revenue   float64   `ch:"revenue"`
	Discount  float64   `ch:"discount"`
	Counts    bool      `ch:"counts"`    // the invited member counts by it
	First     bool      `ch:"first_one"` // it is their first purchase
}

type programmeParams struct{ Brand, Programme string }

type referralListParams struct {
	programmeParams
	Limit uint64
}

var (
	referralSums  = schema.NewScript[brandParams]("view", files, "referral_sums.sql")
	referralList  = schema.NewScript[referralListParams]("view", files, "referral_list.sql")
	referralCodes = schema.NewScript[programmeParams]("view", files, "referral_codes.sql")
)

// Programmes returns what came of a brand's referral programmes.
func Programmes(ctx context.Context, db *schema.DB, brand string) (all []Programme, err error) {
	err = referralSums.Select(ctx, db, &all, brandParams{brand})
	return all, err
}

// Referrals returns who invited whom, the newest first; of one programme, or of all.
func Referrals(ctx context.Context, db *schema.DB, brand, programme string, limit uint64) (all []Referral, err error) {
	err = referralList.Select(ctx, db, &all, referralListParams{programmeParams{brand, programme}, limit})
	return all, err
}

// ReferralCodes returns the codes of a programme.
func ReferralCodes(ctx context.Context, db *schema.DB, brand, programme string) ([]string, error) {
	var rows []struct {
		Code string `ch:"code"`
	}
	if err := referralCodes.Select(ctx, db, &rows, programmeParams{brand, programme}); err != nil {
		return nil, err
	}
	codes := make([]string, len(rows))
	for i, r := range rows {
		codes[i] = r.Code
	}
	return codes, nil
}
