// Minimum: Go 1.23
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
)

func main() {
	begun, ended := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-r.Context().Done()
		fmt.Println("server: Err", r.Context().Err(), "| Cause", context.Cause(r.Context()))
		close(ended)
	}))
	defer server.Close()

	ctx, cancel := context.WithCancelCause(context.Background())
	request, _ := http.NewRequestWithContext(ctx, "GET", server.URL, nil)
	go func() {
		<-begun
		cancel(errors.New("the operator removed the container"))
	}()
	_, err := http.DefaultClient.Do(request)
	<-ended
	fmt.Println("client: Err", ctx.Err(), "| Cause", context.Cause(ctx))
	fmt.Println("client: the error is Canceled", errors.Is(err, context.Canceled), "| it is the cause", errors.Is(err, context.Cause(ctx)))
}
