package console

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"regulars/config"
	"regulars/console/segment"
	"regulars/export"
	"regulars/schema/desk"
	"regulars/schema/view"
)

// exportTimeout is how long an export may take to be written and fetched.
const exportTimeout = 10 * time.Minute

// exportMembers answers with the members whom the conditions of a form select, as an Excel
// sheet or CSV. It is on record before the first of them leaves the house.
func (c *Console) exportMembers(w http.ResponseWriter, r *http.Request, a *asked) error {
	if !a.Visitor.May(config.RoleEdit) {
		return errNotAllowed
	}
	kind := r.PostFormValue("as")
	mime := map[string]string{"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}[kind]
	if mime == "" {
		return errNotFound
	}
	s, err := a.selected(r.Context(), segment.Parse(r.PostForm))
	if err != nil {
		return err
	}
	l, err := a.ledger()
	if err != nil || s.wrong != "" {
		return c.answer(w, r, a, a.pathTo("/members"), desk.Export, &Refusal{a.T.ExportNobody})
	}
	dir, err := os.MkdirTemp("", "regulars-export-")
	if err != nil {
		return fmt.Errorf("a folder of the export: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "members."+kind)
	counts, err := export.Members{File: file, Mask: a.masks(), Names: a.names}.Write(func(write func(view.SegmentMember) error) error {
		return l.EachOfSegment(r.Context(), s.plan, segment.Everyone, write)
	})
	if err != nil {
		return err
	}
	d := desk.Deed{Action: desk.Export, What: s.filter.Query(), Members: uint64(counts.Written)}
	if err := c.record(r, a, d); err != nil {
		return err
	}
	c.logger.Info("members were exported from the console", "brand", a.Brand, "by", a.Who, "members", counts.Written)
	if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(exportTimeout)); err != nil {
		c.logger.Debug("an export has the time of any page", "error", err)
	}
	w.Header().Set("Content-Type", mime)
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-members-%s.%s"`, a.Brand, s.date, kind))
	http.ServeFile(w, r, file)
	return nil
}
