package woocommerce

import (
	"context"
	"net/url"

	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// productsByID reads the products of some ids that the list shows, with their variants.
func (s *Source) productsByID(ctx context.Context, query url.Values, ids []string) (platform.Page, error) {
	var found, part []product
	err := s.getByID(ctx, "products by id", "products", query, ids, func(scan *jsonscan.Scanner) {
		part = nil
		scan.Array(func() { part = append(part, readProduct(scan)) })
	}, func() { found = append(found, part...) })
	var page platform.Page
	for i := 0; i < len(found) && err == nil; i++ {
		err = s.addProduct(ctx, &page, found[i])
	}
	return page, err
}

// oneProduct asks for a product that no list shows. One in the trash is deleted: nobody
// can buy it, and its total doesn't count it.
func (s *Source) oneProduct(ctx context.Context, id string, page *platform.Page, fate *platform.Fate) error {
	var found product
	_, err := s.get(ctx, "one of the products", "products/"+url.PathEscape(id), nil, func(scan *jsonscan.Scanner) { found = readProduct(scan) })
	switch {
	case isDeleted(err), err == nil && found.trashed:
		fate.Deleted = append(fate.Deleted, id)
		return nil
	case err != nil:
		return err
	}
	fate.Hidden = append(fate.Hidden, id)
	return s.addProduct(ctx, page, found)
}
