package org.fedner.node.transport.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.Set;

/** Judges a request by its head, so that no more of a body is kept than this visitor may send. */
final class Doorkeeper extends ChannelInboundHandlerAdapter {
    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);

    private final Site site;
    private boolean asked;
    private boolean refused;

    Doorkeeper(Site site) {
        this.site = site;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            if (message instanceof LastHttpContent) {
                context.close(); // it has read why before its connection ends
            }
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpObject object
                && object.decoderResult().isFailure()) {
            refuse(context, message, unreadable(object.decoderResult().cause()), true);
        } else if (message instanceof HttpRequest request) {
            judge(context, request);
        } else {
            context.fireChannelRead(message);
        }
    }

    private void judge(ChannelHandlerContext context, HttpRequest request) {
        boolean second = asked;
        asked = true;
        long length = HttpUtil.getContentLength(request, 0L);
        if (second) {
            refuse(context, request, Answer.text(400, "One request a connection."), true);
        } else if (!METHODS.contains(request.method())) {
            refuse(
                    context,
                    request,
                    Answer.text(405, "GET, HEAD and POST only.").with("Allow", "GET, HEAD, POST"),
                    true);
        } else if (HttpUtil.isTransferEncodingChunked(request)) {
            refuse(context, request, Answer.text(411, "A request says how long its body is."), true);
        } else if (length > 0 && !request.method().equals(HttpMethod.POST)) {
            refuse(context, request, Answer.text(400, "Only POST has a body."), true);
        } else if (length > 0 && length > mostBytes(context, request)) {
            refuse(
                    context,
                    request,
                    Answer.text(413, "That is too much for this page; sign in before you send files."),
                    false);
        } else {
            context.fireChannelRead(request);
        }
    }

    private int mostBytes(ChannelHandlerContext context, HttpRequest request) {
        return site.mostBodyBytes(
                Request.head(request, (InetSocketAddress) context.channel().remoteAddress()));
    }

    private static Answer unreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Answer.text(414, "The address is too long.");
        }
        return cause instanceof TooLongHttpHeaderException
                ? Answer.text(431, "The request's headers are too long.")
                : Answer.text(400, "This is no request that this page understands.");
    }

    private void refuse(ChannelHandlerContext context, Object message, Answer answer, boolean atOnce) {
        refused = true;
        ReferenceCountUtil.release(message);
        if (atOnce) {
            Visit.write(context, answer, false);
        } else {
            context.writeAndFlush(Visit.response(answer, false));
        }
    }
}
