package sandbox

// Channels that a person may allow to write.
const (
	edmChannel = iota
	smsChannel
	lineChannel
)

var channelNames = [...]string{"edm", "sms", "line"}

// introduce decides where the person opens accounts and what each order tells of
// the person. Every order leads to the person by customer id, mail or phone,
// over accounts that hold the phone: so the people are exactly the members that
// identity resolution can find.
func (b *brand) introduce(p *person, orders []order, d dice) {
	for i := range orders {
		o := &orders[i]
		shop := int(o.shop)
		if p.accounts[shop].registered == 0 && d.chance(.55) {
			b.join(p, shop, o.placed-int64(d.between(60, 1800)), d)
		}
		member := p.accounts[shop].registered > 0 && !d.chance(.07)
		if shop == storeShop {
			b.showCard(o, member, d)
			continue
		}
		b.signIn(p, o, member, d)
	}
}

func (b *brand) join(p *person, shop int, at int64, d dice) {
	if at > b.now {
		return
	}
	updated := at + int64(d.gamma(.5)*120)*day
	if updated > b.now {
		updated = at
	}
	p.accounts[shop] = account{registered: at, updated: updated}
}

// signIn writes who placed an online order. A guest types mail and phone.
func (b *brand) signIn(p *person, o *order, member bool, d dice) {
	o.emailAs = spelling(1 + d.weighted([]float64{.8, .1, .06, .04}))
	o.phoneAs = spelling(1 + d.weighted([]float64{.55, .25, .15, .05}))
	if !member {
		return
	}
	o.account = 1 // numbered later
	o.lineShown = p.lineID != "" && d.chance(.5)
	if d.chance(.05) {
		o.emailAs = unsaid
	}
}

// showCard writes who bought in the store: a card, or just a phone number.
func (b *brand) showCard(o *order, member bool, d dice) {
	o.phoneAs = spelling(1 + d.weighted([]float64{.5, .35, .1, .05}))
	if !member {
		return
	}
	o.account = 1
	if d.chance(.5) {
		o.phoneAs = unsaid
	}
}

// ask draws what the person allows: most mail, about half of the phones, most
// LINE friends; some take it back later.
func (b *brand) ask(p *person, d dice) {
	since := int64(0)
	for _, a := range p.accounts {
		if a.registered > 0 && (since == 0 || a.registered < since) {
			since = a.registered
		}
	}
	if since == 0 {
		return // guests were never asked
	}
	shares := [...]float64{.72, .5, .85}
	for channel, share := range shares {
		if channel == lineChannel && p.lineID == "" {
			continue
		}
		p.consents[channel] = b.answer(since, d.chance(share), d)
	}
}

func (b *brand) answer(since int64, granted bool, d dice) consent {
	if granted && d.chance(.06) {
		if at := since + int64(d.between(10, 500))*day; at <= b.now {
			return consent{granted: false, at: at} // taken back
		}
	}
	return consent{granted: granted, at: since}
}
