// Minimum: Go 1.19
// Vet: finds what the output shows
package main

import (
	"context"
	"database/sql"
)

type txKey struct{}

// The transaction outlives its handler with any goroutine that keeps the context. Vet has no word about it.
func handle(ctx context.Context, tx *sql.Tx) {
	ctx = context.WithValue(ctx, txKey{}, tx)
	go audit(ctx)
}

func audit(ctx context.Context) { _ = ctx.Value(txKey{}).(*sql.Tx) }

func main() { handle(context.Background(), nil) }
