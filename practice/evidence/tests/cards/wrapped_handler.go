// Minimum: Go 1.21
package cards

import (
	"context"
	"log/slog"
)

type requestKey struct{}

// Card wrapped-handler-keeps-the-id
type named struct{ slog.Handler }

func (h named) Handle(ctx context.Context, line slog.Record) error {
	if id, ok := ctx.Value(requestKey{}).(string); ok {
		line.AddAttrs(slog.String("request", id))
	}
	return h.Handler.Handle(ctx, line)
}

// End
