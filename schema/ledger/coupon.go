package ledger

import (
	"context"
	"time"

	"regulars/schema"
	"regulars/schema/ledger/referral"
)

// couponRounds is how often a run claims codes. Claims meet only where dates of one
// campaign are planned at once, and then a round or two is enough.
const couponRounds = 5

type holderParams struct {
	runParams
	K0, K1 uint64
}

type claimCouponsParams struct {
	holderParams
	Now time.Time
}

type noCouponParams struct {
	runParams
	Now     time.Time
	Version uint64
}

type couponsLeftParams struct{ Brand string }

var (
	couponsLeftScript  = schema.NewScript[couponsLeftParams](room, files, "coupons_left.sql")
	couponlessScript   = schema.NewScript[runParams](room, files, "couponless.sql")
	claimCouponsScript = schema.NewScript[claimCouponsParams](room, files, "claim_coupons.sql")
	giveCouponsScript  = schema.NewScript[holderParams](room, files, "give_coupons.sql")
	noCouponScript     = schema.NewScript[noCouponParams](room, files, "no_coupon.sql")
)

// CouponsLeft counts the codes that no delivery of the brand has claimed.
func (l *Ledger) CouponsLeft(ctx context.Context, brand string, codes []string) (n uint64, err error) {
	if len(codes) == 0 {
		return 0, nil
	}
	if ctx, err = referral.WithCodes(ctx, codes); err != nil {
		return 0, err
	}
	err = couponsLeftScript.Row(ctx, l.db, couponsLeftParams{brand}, &n)
	return n, err
}

// couponsOf is how many more members a plan may address for its codes.
func (l *Ledger) couponsOf(ctx context.Context, p Plan) (uint64, error) {
	if !p.Coupons || p.Referral != "" { // of a programme's, members have some already
		return everyone, nil
	}
	left, err := l.CouponsLeft(ctx, p.Brand, p.Codes)
	if err != nil {
		return 0, err
	}
	owed, err := l.couponless(ctx, p.Run)
	return left - min(owed, left), err
}

func (l *Ledger) couponless(ctx context.Context, r Run) (n uint64, err error) {
	err = couponlessScript.Row(ctx, l.db, r.params(), &n)
	return n, err
}

// giveCoupons gives every planned delivery of a run a code, or its member's of a programme, and excludes those for whom
// none is left. Where others claim codes at the same time, none is given twice; a code
// that two claim is given to nobody.
func (l *Ledger) giveCoupons(ctx context.Context, p Plan) error {
	if !p.Coupons {
		return nil
	}
	holder := holderParams{p.Run.params(), l.k0, l.k1}
	programme := referral.Programme{Brand: p.Brand, Name: p.Referral, Campaign: p.Campaign, Date: p.Date, K0: l.k0, K1: l.k1}
	if err := programme.Give(ctx, l.db, p.Codes, l.Now); err != nil {
		return err
	}
	for round := 0; p.Referral == ""; round++ {
		if err := giveCouponsScript.Exec(ctx, l.db, holder); err != nil {
			return err
		}
		owed, err := l.couponless(ctx, p.Run)
		if err != nil || owed == 0 {
			return err
		}
		left, err := l.CouponsLeft(ctx, p.Brand, p.Codes)
		if err != nil {
			return err
		}
		if left == 0 || round == couponRounds {
			break
		}
		reading, err := referral.WithCodes(ctx, p.Codes)
		if err != nil {
			return err
		}
		if err := claimCouponsScript.Exec(reading, l.db, claimCouponsParams{holder, l.Now()}); err != nil {
			return err
		}
	}
	now := l.Now()
	return noCouponScript.Exec(ctx, l.db, noCouponParams{p.Run.params(), now, versionOf(DeliveryExcluded, now)})
}
