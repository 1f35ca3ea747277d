package woocommerce

import (
	"cmp"

	"regulars/platform"
)

// pager walks over the numbered pages of one list that may lose rows while it is
// read.
type pager struct {
	Page  int `json:"page"`
	Total int `json:"total"`          // rows of the list when it was last counted
	Size  int `json:"size,omitempty"` // rows of a page; 0: perPage
}

func (p pager) size() int { return cmp.Or(p.Size, perPage) }

// shrink makes the pages smaller where err says that the shop had not the time for one,
// and reports whether it did. The unread rows then begin on another page.
func (p *pager) shrink(err error) bool {
	size, smaller := platform.Smaller(err, p.size(), leastPage)
	if smaller {
		p.Page, p.Size = (p.Page-1)*p.size()/size+1, size
	}
	return smaller
}

// first is the first page of a list, of the same size.
func (p pager) first() pager { return pager{Page: 1, Size: p.Size} }

// after returns the page to read after one with so many rows; done reports that
// there is none. When rows have left the list, the unread ones have moved forward by as
// many places, onto pages that were read already: it steps back that far.
func (p pager) after(rows int, list listing) (next pager, done bool) {
	total := list.total
	if rows == 0 && list.pages <= p.Page {
		total = (p.Page - 1) * p.size() // behind the last page some shops count none at all
	}
	next = pager{Page: p.Page + 1, Total: total, Size: p.Size}
	if left := p.Total - total; p.Page > 1 && total >= 0 && left > 0 {
		next.Page = max(1, p.Page-(left+p.size()-1)/p.size())
		return next, false
	}
	more := list.pages > p.Page || list.pages < 0 && rows >= p.size()
	return next, !more
}
