package brand

// introduce decides where the person opens accounts and what each order shows of
// the person. Every order leads to the person by customer id, mail or phone,
// over accounts that hold the phone: so the people are exactly the members that
// identity resolution can find.
func (b *Brand) introduce(p *Person, orders []Order, d Dice) {
	for i := range orders {
		o := &orders[i]
		shop := int(o.Shop)
		if p.Accounts[shop].Registered == 0 && d.Chance(.55) {
			b.join(p, shop, o.Placed-int64(d.Between(60, 1800)), d)
		}
		member := p.Accounts[shop].Registered > 0 && !d.Chance(.07)
		if shop == StoreShop {
			b.showCard(o, member, d)
			continue
		}
		b.signIn(p, o, member, d)
	}
}

func (b *Brand) join(p *Person, shop int, at int64, d Dice) {
	if at > b.Now {
		return
	}
	updated := at + int64(d.gamma(.5)*120)*Day
	if updated > b.Now {
		updated = at
	}
	p.Accounts[shop] = Account{Registered: at, Updated: updated}
}

// signIn writes who placed an online order. A guest types mail and phone.
func (b *Brand) signIn(p *Person, o *Order, member bool, d Dice) {
	o.emailAs = Spelling(1 + d.Weighted([]float64{.8, .1, .06, .04}))
	o.phoneAs = Spelling(1 + d.Weighted([]float64{.55, .25, .15, .05}))
	if !member {
		return
	}
	o.account = 1 // numbered later
	o.lineShown = p.LineID != "" && d.Chance(.5)
	if d.Chance(.05) {
		o.emailAs = unsaid
	}
}

// showCard writes who bought in the store: a card, or just a phone number.
func (b *Brand) showCard(o *Order, member bool, d Dice) {
	o.phoneAs = Spelling(1 + d.Weighted([]float64{.5, .35, .1, .05}))
	if !member {
		return
	}
	o.account = 1
	if d.Chance(.5) {
		o.phoneAs = unsaid
	}
}

// ask draws what the person allows: most mail, about half of the phones, most
// LINE friends; some revoke it later.
func (b *Brand) ask(p *Person, d Dice) {
	since := int64(0)
	for _, a := range p.Accounts {
		if a.Registered > 0 && (since == 0 || a.Registered < since) {
			since = a.Registered
		}
	}
	if since == 0 {
		return // guests were never asked
	}
	shares := [...]float64{.72, .5, .85}
	for channel, share := range shares {
		if channel == LINEChannel && p.LineID == "" {
			continue
		}
		p.Consents[channel] = b.answer(since, d.Chance(share), d)
	}
}

func (b *Brand) answer(since int64, granted bool, d Dice) Consent {
	if granted && d.Chance(.06) {
		if at := since + int64(d.Between(10, 500))*Day; at <= b.Now {
			return Consent{Granted: false, At: at} // revoked
		}
	}
	return Consent{Granted: granted, At: since}
}
