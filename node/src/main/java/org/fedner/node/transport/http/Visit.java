package org.fedner.node.transport.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: one complete request, one answer, and the end; or the stream of events until the visitor goes. */
final class Visit extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Visit.class);

    /** Nothing but this port's own files; no inline script or style; no frame around it; forms come back here only. */
    private static final Map<String, String> PROTECTION = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "same-origin", // with less, browsers would not say where a form comes from
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), microphone=(), geolocation=()");

    private final Site site;
    private final Streams streams;
    private boolean streaming;

    Visit(Site site, Streams streams) {
        this.site = site;
        this.streams = streams;
    }

    boolean isStreaming() {
        return streaming;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof FullHttpRequest request && !streaming) {
                answer(context, request);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answer(ChannelHandlerContext context, FullHttpRequest request) {
        Request asked;
        try {
            asked = Request.whole(request, (InetSocketAddress) context.channel().remoteAddress());
        } catch (RuntimeException e) { // the form decoder's several ways to say malformed
            write(context, Answer.text(400, "This form cannot be read."), false);
            return;
        }
        Answer answer;
        try {
            answer = site.answer(asked);
        } catch (RuntimeException e) {
            LOG.warn("a page could not be made: {}", e.getClass().getSimpleName());
            answer = Answer.text(500, "The page cannot be shown; the log of this process says why.");
        }
        if (answer.isStream() && streams.isFull()) {
            answer = Answer.text(503, "Too many pages are open; close one.").with("Retry-After", "10");
        }
        if (answer.isStream()) {
            stream(context, answer);
        } else {
            write(context, answer, asked.method().equals("HEAD"));
        }
    }

    private void stream(ChannelHandlerContext context, Answer answer) {
        streaming = true;
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        headers(head.headers(), answer);
        HttpUtil.setTransferEncodingChunked(head, true);
        context.writeAndFlush(head);
        streams.add(context.channel());
    }

    /** Writes the answer and closes. */
    static void write(ChannelHandlerContext context, Answer answer, boolean headOnly) {
        context.writeAndFlush(response(answer, headOnly)).addListener(ChannelFutureListener.CLOSE);
    }

    static HttpResponse response(Answer answer, boolean headOnly) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                headOnly ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
        headers(response.headers(), answer);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        response.headers().set(HttpHeaderNames.CONNECTION, "close");
        return response;
    }

    private static void headers(HttpHeaders headers, Answer answer) {
        PROTECTION.forEach(headers::set);
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        headers.set(HttpHeaderNames.CONTENT_TYPE, answer.type());
        answer.headers().forEach(headers::set);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // a broken handshake or connection; a stranger's bytes are not worth a line
    }
}
