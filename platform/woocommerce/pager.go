package woocommerce

// pager walks over the numbered pages of one list that may lose rows while it is
// read.
type pager struct {
	Page  int `json:"page"`
	Total int `json:"total"` // rows of the list when it was last counted
}

// after returns the page to read after one with so many rows; done reports that
// there is none. When rows have left the list, the unread ones have moved forward by as
// many places, onto pages that were read already: it steps back that far.
func (p pager) after(rows int, list listing) (next pager, done bool) {
	total := list.total
	if rows == 0 && list.pages <= p.Page {
		total = (p.Page - 1) * perPage // behind the last page some shops count none at all
	}
	if left := p.Total - total; p.Page > 1 && total >= 0 && left > 0 {
		return pager{Page: max(1, p.Page-pagesFor(left)), Total: total}, false
	}
	more := list.pages > p.Page || list.pages < 0 && rows >= perPage
	return pager{Page: p.Page + 1, Total: total}, !more
}

func pagesFor(rows int) int { return (rows + perPage - 1) / perPage }
