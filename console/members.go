package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/config"
	"regulars/console/hide"
	"regulars/console/keep"
	"regulars/console/segment"
	"regulars/identity"
	"regulars/present"
	"regulars/schema/desk"
	"regulars/schema/ledger"
	"regulars/schema/view"
)

// shownMembers are listed; an export has them all.
const shownMembers = 50

type membersPage struct {
	Base
	Date, Query, Clear, Path   string
	StoredAt, Exactly          string // of when the counts are, and where they are of now; empty: they are of now
	Slow                       bool   // nothing was stored
	Again                      string // where they are, once they are counted; empty: they are
	Filter                     segment.Filter
	Groups                     []segment.Group
	Written                    []segment.Chip
	Matrix                     []segment.Row
	Sentences                  []string
	Wrong                      string // why nobody is counted
	Count, Reached, FirstShown string
	Channels, NotReached       []segment.Share
	Members                    []segment.Line
	Dues                       []option
	Days                       int
	Saved                      []savedLine
	Ask                        *askForm
	Export, Save               string // where they are asked for; empty: not by this visitor
	Masked, Finds              bool
	YAML                       string
}

// savedLine is a saved segment.
type savedLine struct{ Name, By, At, Note, URL, Remove, YAML string }

// selection is whom a page is about.
type selection struct {
	filter segment.Filter
	plan   ledger.Plan
	date   regulars.BusinessDate
	exact  bool   // by a plan, whatever is stored
	wrong  string // why it is nobody
}

// errNoKey is returned where members can't be named.
var errNoKey = errors.New("privacy.hash_key is not set")

// ledger returns what selects members.
func (a *asked) ledger() (*ledger.Ledger, error) {
	l, err := ledger.New(a.db(), a.brand.HashKey.Reveal())
	if err != nil {
		return nil, errNoKey
	}
	return l, nil
}

// masks writes and reads ids of members.
func (a *asked) masks() identity.Mask {
	return identity.NewMask(a.brand.HashKey.Reveal(), a.brand.Name)
}

// newest is the last published date, or else the one that has just ended.
func (a *asked) newest(ctx context.Context) (regulars.BusinessDate, error) {
	published, err := a.published(ctx)
	if published.Last == "" {
		return a.ended(), err
	}
	return published.Last, err
}

func (a *asked) selected(ctx context.Context, f segment.Filter) (selection, error) {
	date, err := a.newest(ctx)
	if err != nil {
		return selection{}, err
	}
	s := selection{filter: f, date: date}
	of, wrong := f.Audience(a.brand)
	if wrong != nil {
		s.wrong = wrong.Error()
	}
	s.plan = f.Plan(a.brand, of, date)
	return s, nil
}

func (c *Console) members(w http.ResponseWriter, r *http.Request, a *asked) error {
	s, err := a.selected(r.Context(), segment.Parse(r.URL.Query()))
	if err != nil {
		return err
	}
	s.exact = r.URL.Query().Has("exact")
	a.Title, a.Nav = a.T.Members, "members"
	shown := segment.Shown{Path: a.pathTo("/members"), T: a.T, Names: a.names, Brand: a.brand}
	p := membersPage{
		Base: a.Base, Date: fmt.Sprintf(a.T.AsOfDate, s.date), Filter: s.filter, Query: s.filter.Query(), Path: shown.Path, Wrong: s.wrong,
		Groups: shown.Groups(s.filter), Written: shown.Written(s.filter), Sentences: shown.Says(s.filter), Masked: !a.Visitor.Decides(), Finds: a.Visitor.Decides(),
	}
	if !s.filter.Empty() {
		p.Clear = shown.Path
	}
	due, days := s.filter.Due()
	p.Days = days
	for _, stage := range []regulars.Stage{regulars.StageSleep, regulars.StageLost, regulars.StageDeep} {
		p.Dues = append(p.Dues, option{Value: string(stage), Text: a.names.Stage(string(stage)), Chosen: due == string(stage)})
	}
	if err := a.count(r.Context(), &p, s, shown); err != nil {
		return err
	}
	if p.StoredAt != "" {
		p.Exactly = p.Path + "?" + joined(p.Query, "exact=1")
	}
	if p.Ask, err = a.askMembers(r, &p, s); err != nil {
		return err
	}
	c.render(w, http.StatusOK, "members.html", &p)
	return nil
}

// count reads whom the conditions select, and which segments are saved.
func (a *asked) count(ctx context.Context, p *membersPage, s selection, shown segment.Shown) error {
	l, err := a.ledger()
	if err != nil {
		p.Wrong = a.T.KeyMissing
		return nil
	}
	var found segment.Found
	made := true
	var cells []view.Cell
	var saved []desk.Segment
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		cells, err = kept(ctx, a, "cells "+s.date.String(), numberTables, func(ctx context.Context) ([]view.Cell, error) {
			return view.Cells(ctx, a.db(), a.brand.Name, s.date)
		})
		return err
	})
	group.Go(func() (err error) { saved, err = desk.Segments(ctx, a.db(), a.brand.Name); return err })
	if p.Wrong == "" {
		group.Go(func() (err error) {
			q := keep.Question{Key: fmt.Sprint(a.brand.Name, " segment ", s.date, s.exact, s.filter.Query()), Tables: segmentTables}
			found, made, err = keep.Within(ctx, a.open.kept, q, func(ctx context.Context) (segment.Found, error) {
				return segment.Find(ctx, a.db(), l, s.plan, shownMembers, s.exact)
			})
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	p.Matrix, p.Saved = shown.Matrix(s.filter, cells), a.saved(saved, shown)
	if !made {
		p.Again = p.Path + "?" + p.Query + map[bool]string{true: "&exact=1"}[s.exact]
	} else if p.Wrong == "" {
		a.reach(p, shown.Reach(found.Lines))
		p.Members = shown.Lines(found.Members, a.numbers, a.masks(), !a.Visitor.Decides())
		p.FirstShown = fmt.Sprintf(a.T.FirstMembers, present.Whole(len(found.Members)))
		if p.Slow = found.At.IsZero() && !s.exact; !found.At.IsZero() {
			p.StoredAt = fmt.Sprintf(a.T.StoredAt, a.stamp(found.At))
		}
	}
	return nil
}

// segmentTables are what a segment, and whom of it a message reaches, are made of.
var segmentTables = append([]string{"member_reach", "consent_facts", "suppressions", "identity_nodes", "products", "deliveries"}, aheadTables...)

// reach says how many there are, and whom of them a message could reach.
func (a *asked) reach(p *membersPage, r segment.Reach) {
	p.Channels, p.NotReached = r.Channels, r.NotReached
	p.Count = fmt.Sprintf(a.T.Counted, present.Whole(r.All))
	if r.All == 0 {
		return
	}
	p.Reached = fmt.Sprintf(a.T.ReachedShare, present.Whole(r.Reached), present.Percent(float64(r.Reached)/float64(r.All)))
	if a.Visitor.Edits() {
		p.Export, p.Save = p.Path+"?"+joined(p.Query, "do="+desk.Export), p.Path+"?"+joined(p.Query, "do="+desk.SegmentSave)
	}
}

func joined(query, more string) string {
	if query == "" {
		return more
	}
	return query + "&" + more
}

func (a *asked) saved(all []desk.Segment, shown segment.Shown) []savedLine {
	var lines []savedLine
	for _, s := range all {
		line := savedLine{Name: s.Name, By: s.By, At: a.stamp(s.At), Note: s.Note, URL: shown.Path + "?" + s.Filter}
		f := segment.ParseText(s.Filter)
		if of, err := f.Audience(a.brand); err == nil {
			line.YAML, _ = segment.YAML(s.Name, of)
		}
		if line.YAML == "" {
			line.YAML = a.T.NotASegment
		}
		if a.Visitor.Edits() {
			line.Remove = shown.Path + "?do=" + desk.SegmentRemove + "&name=" + queryEscape(s.Name)
		}
		lines = append(lines, line)
	}
	return lines
}

// askMembers returns the form that is asked for on the page. It returns errNotAllowed where
// the visitor may not do it.
func (a *asked) askMembers(r *http.Request, p *membersPage, s selection) (*askForm, error) {
	do := r.URL.Query().Get("do")
	if do == "" {
		return nil, nil
	}
	if !a.Visitor.Edits() {
		return nil, errNotAllowed
	}
	back := p.Path
	if p.Query != "" {
		back += "?" + p.Query
	}
	form := &askForm{Name: do, Lead: a.T.Asks[do], Back: back, Post: p.Path, Hidden: s.filter.Pairs()}
	switch {
	case do == desk.Export && p.Export != "":
		form.Text, form.Post, form.Kinds = a.T.ExportMembers, p.Path+"/export", true
		form.Lead = fmt.Sprintf(a.T.ExportLead, p.Count)
	case do == desk.SegmentSave && p.Save != "":
		form.Text, form.Named, form.Warning = a.T.Save, true, a.T.SaveLead
	case do == desk.SegmentRemove:
		form.Text, form.Hidden = a.T.Remove, [][2]string{{"name", r.URL.Query().Get("name")}}
	default:
		return nil, nil
	}
	return form, nil
}

var segmentName = regexp.MustCompile(`^[a-z0-9_-]{1,64}$`)

// saveSegment saves the conditions of a form under a name, or removes a name.
func (c *Console) saveSegment(w http.ResponseWriter, r *http.Request, a *asked) error {
	if !a.Visitor.May(config.RoleEdit) {
		return errNotAllowed
	}
	if err := r.ParseForm(); err != nil {
		return errNotFound
	}
	do, f := r.PostFormValue("do"), segment.Parse(r.PostForm)
	s := desk.Segment{Name: r.PostFormValue("name"), Filter: f.Query(), By: a.Who, Note: hide.Note(r.PostFormValue("note")), At: c.now()}
	to := a.pathTo("/members")
	switch {
	case do == desk.SegmentRemove:
		s.Filter = ""
	case do != desk.SegmentSave || f.Empty():
		return errNotFound
	default:
		to += "?" + s.Filter
		of, err := f.Audience(a.brand)
		if err == nil {
			s.Audience, err = segment.YAML(s.Name, of)
		}
		if err != nil {
			return c.answer(w, r, a, to, do, &Refusal{err.Error()})
		}
	}
	if !segmentName.MatchString(s.Name) {
		return c.answer(w, r, a, to, do, &Refusal{a.T.SegmentWrong})
	}
	if err := desk.Save(r.Context(), a.db(), a.brand.Name, s); err != nil {
		return err
	}
	return c.did(w, r, a, to, desk.Deed{Action: do, What: s.Name + ": " + f.Query()}, nil)
}

// find leads to the member who is known by an address, a number or an id. It is posted: none
// of them is to stand in an address.
func (c *Console) find(w http.ResponseWriter, r *http.Request, a *asked) error {
	if !a.Visitor.May(config.RoleApprove) {
		return errNotAllowed
	}
	nodes, err := a.db().CheckNodeKey(r.Context(), a.brand)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(r.PostFormValue("who"))
	var asks []uint64
	if id, err := a.masks().Read(text); err == nil {
		asks = append(asks, id)
	}
	if email := identity.Email(text); email != "" {
		asks = append(asks, nodes.Node(identity.KindEmail, email))
	}
	if phone := identity.Phone(text, a.brand.Identity.Region); phone != "" {
		asks = append(asks, nodes.Node(identity.KindPhone, phone))
	}
	for _, id := range asks {
		member, err := view.MemberOf(r.Context(), a.db(), a.brand.Name, id)
		if err == nil {
			http.Redirect(w, r, a.pathTo("/members/%s", a.masks().Write(member)), http.StatusSeeOther)
			return nil
		}
		if !errors.Is(err, view.ErrNoMember) {
			return err
		}
	}
	return c.answer(w, r, a, a.pathTo("/members"), "find", &Refusal{a.T.FoundNobody})
}
