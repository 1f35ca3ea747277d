package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"regulars"
	"regulars/config"
	"regulars/console/member"
	"regulars/console/work"
	"regulars/schema/desk"
	"regulars/schema/ledger/optout"
	"regulars/schema/view"
)

// shownOf are the newest of a member's orders, events and messages that are shown.
const shownOf = 100

// eraseTimeout is how long an erasure may take.
const eraseTimeout = 10 * time.Minute

type memberPage struct {
	Base
	member.Page
	AsOf    string
	URL     string
	Stored  string // how the member compares with the others is of then; empty: of now
	Exactly string // where it is of now
	Actions []actionLink
	Ask     *askForm
	Log     []work.Deed
}

// memberIn returns the member whom an address names. It returns errNotFound where nobody is.
func (a *asked) memberIn(r *http.Request) (uint64, error) {
	id, err := a.masks().Read(r.PathValue("id"))
	if err != nil {
		return 0, errNotFound
	}
	present, err := view.MemberOf(r.Context(), a.db(), a.brand.Name, id)
	if errors.Is(err, view.ErrNoMember) {
		return 0, errNotFound
	}
	return present, err
}

func (c *Console) member(w http.ResponseWriter, r *http.Request, a *asked) error {
	id, err := a.memberIn(r)
	if err != nil {
		return err
	}
	date, err := a.newest(r.Context())
	if err != nil {
		return err
	}
	q := view.PersonQuestion{Brand: a.brand.Name, Date: date, Member: id, Limit: shownOf, Exactly: r.URL.Query().Has("exact")}
	person, err := kept(r.Context(), a, fmt.Sprint("person ", q), personTables, func(ctx context.Context) (*view.Person, error) {
		return view.PersonOf(ctx, a.db(), q)
	})
	if errors.Is(err, view.ErrNoMember) {
		return errNotFound
	}
	if err != nil {
		return err
	}
	ids := []uint64{id}
	for _, n := range person.Nodes {
		ids = append(ids, n.Node)
	}
	deeds, err := desk.OfMember(r.Context(), a.db(), a.brand.Name, ids, shownDeeds)
	if err != nil {
		return err
	}
	a.Title, a.Nav = a.T.MemberOf, "members"
	writer := member.Writer{
		T: a.T, Names: a.names, Numbers: a.numbers, Zone: a.zone(), IDs: a.masks(), Masked: !a.Visitor.Decides(), Date: date,
		AskURL: a.asksOf(id), CampaignURL: func(campaign string, date regulars.BusinessDate) string {
			return a.pathTo("/campaigns/%s/%s", campaign, date)
		},
	}
	p := memberPage{Base: a.Base, Page: writer.Page(person), AsOf: date.String(), Log: a.workShown("").Deeds(deeds, a.Visitor.Decides())}
	p.URL = a.pathTo("/members/%s", p.ID)
	if p.Stored = a.compared(person); p.Stored != "" {
		p.Exactly = p.URL + "?exact=1"
	}
	if a.Visitor.Edits() {
		p.Actions = append(p.Actions, actionLink{Name: desk.OptOut, Text: a.T.OptOut, URL: p.URL + "?do=" + desk.OptOut})
	}
	if a.Visitor.Operates() {
		p.Actions = append(p.Actions, actionLink{Name: desk.Erase, Text: a.T.Erase, URL: p.URL + "?do=" + desk.Erase, Danger: true})
	}
	query := r.URL.Query()
	if p.Ask, err = a.askMember(query.Get("do"), p.URL); err != nil {
		return err
	}
	if p.Ask != nil {
		p.Ask.Hidden = [][2]string{{"a", query.Get("a")}, {"b", query.Get("b")}}
	}
	c.render(w, http.StatusOK, "member.html", &p)
	return nil
}

// personTables are those that what is known of a member is made of.
var personTables = append([]string{"identity_edges", "identity_splits", "product_links", "products_sold", "generations"}, segmentTables...)

// compared says of when it is how a member compares with the others; empty: of now.
func (a *asked) compared(p *view.Person) string {
	switch {
	case p.Alone:
		return a.T.ComparedLater
	case !p.StoredAt.IsZero():
		return fmt.Sprintf(a.T.ComparedAt, a.stamp(p.StoredAt))
	}
	return ""
}

// roles are those that actions about a member need.
var roles = map[string]string{desk.OptOut: config.RoleEdit, desk.Split: config.RoleEdit, desk.Join: config.RoleEdit, desk.Erase: config.RoleOperate}

// asksOf is where the forms about a member are, for who may change something.
func (a *asked) asksOf(id uint64) string {
	if !a.Visitor.Edits() {
		return ""
	}
	return a.pathTo("/members/%s", a.masks().Write(id))
}

func (a *asked) askMember(do, back string) (*askForm, error) {
	if do == "" || roles[do] == "" {
		return nil, nil
	}
	if !a.Visitor.May(roles[do]) {
		return nil, errNotAllowed
	}
	form := &askForm{Name: do, Text: a.T.OptOut, Lead: a.T.Asks[do], Back: back, Post: back, Warning: a.T.NoteNoName}
	switch do {
	case desk.Split:
		form.Text = a.T.UndoLink
	case desk.Join:
		form.Text = a.T.JoinAgain
	case desk.Erase:
		form.Text, form.Typed, form.Danger = a.T.Erase, true, true
	}
	return form, nil
}

// act does what is asked about a member.
func (c *Console) act(w http.ResponseWriter, r *http.Request, a *asked) error {
	do := r.PostFormValue("do")
	if roles[do] == "" {
		return errNotFound
	}
	if !a.Visitor.May(roles[do]) {
		return errNotAllowed
	}
	id, err := a.memberIn(r)
	if err != nil {
		return err
	}
	masked := a.masks().Write(id)
	to := a.pathTo("/members/%s", masked)
	if do == desk.Erase {
		if r.PostFormValue("typed") != masked {
			return c.answer(w, r, a, to, do, &Refusal{a.T.EraseMistyped})
		}
		return c.erase(w, r, a, id, to)
	}
	if do == desk.Split || do == desk.Join {
		return c.relink(w, r, a, id, to)
	}
	for _, channel := range regulars.Channels {
		for _, purpose := range a.purposes() {
			o := optout.OptOut{Brand: a.brand.Name, Member: id, Channel: string(channel), Purpose: purpose, Source: "console"}
			if err := optout.Record(r.Context(), a.db(), o); err != nil {
				return err
			}
		}
	}
	return c.did(w, r, a, to, desk.Deed{Action: do, Member: id}, nil)
}

// relink undoes a link between two identifiers of a member, or makes it good again.
func (c *Console) relink(w http.ResponseWriter, r *http.Request, a *asked, id uint64, to string) error {
	links, err := view.LinksOf(r.Context(), a.db(), a.brand.Name, id)
	if err != nil {
		return err
	}
	do := r.PostFormValue("do")
	l, may := member.LinkOf(links, a.masks(), do, r.PostFormValue("a"), r.PostFormValue("b"))
	if !may {
		return errNotFound
	}
	if err := desk.PutSplit(r.Context(), a.db(), a.brand.Name, l.A, l.B, do == desk.Split, a.Who, c.now()); err != nil {
		return err
	}
	return c.did(w, r, a, to, desk.Deed{Action: do, Member: id, What: a.masks().Write(l.A) + " + " + a.masks().Write(l.B)}, nil)
}

// purposes are all that the brand's messages have.
func (a *asked) purposes() []string {
	all := []string{view.Marketing}
	for i := range a.brand.Campaigns {
		if p := a.brand.Campaigns[i].Purpose; p != "" && p != view.Marketing {
			all = append(all, p)
		}
	}
	return all
}

// erase removes a person. Who leaves the page stops nothing, since half an erasure is none.
func (c *Console) erase(w http.ResponseWriter, r *http.Request, a *asked, id uint64, to string) error {
	if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(eraseTimeout)); err != nil {
		c.logger.Debug("an erasure has the time of any page", "error", err)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), eraseTimeout)
	defer cancel()
	erased, err := a.open.actions.Erase(ctx, a.brand.Name, id)
	if err != nil {
		return c.answer(w, r, a, to, desk.Erase, err)
	}
	a.open.kept.Forget()
	done := fmt.Sprintf(a.T.Erased, erased.Identifiers, erased.Orders)
	if erased.Left > 0 {
		done += " " + fmt.Sprintf(a.T.ErasedNot, erased.Left)
	}
	d := desk.Deed{Action: desk.Erase, What: fmt.Sprintf("%d identifiers, %d orders, %d rows left", erased.Identifiers, erased.Orders, erased.Left)}
	if err := c.record(r.WithContext(ctx), a, d); err != nil {
		return err
	}
	if erased.Left > 0 {
		return c.answer(w, r, a, to, desk.Erase, &Refusal{done})
	}
	return c.answer(w, r, a, a.pathTo("/members"), desk.Erase, nil)
}
