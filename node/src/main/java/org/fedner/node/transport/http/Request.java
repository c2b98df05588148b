package org.fedner.node.transport.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a visitor asks for.
 *
 * @param path without the query
 * @param host as the visitor calls this port, lower-case or not, with the port number; empty if it does not say
 * @param origin of the page that sends a form, if the browser says
 * @param isFromThisMachine whether the other end of the connection is this machine's own
 * @param fields of a form; the first of each name
 * @param files uploaded with a form; the first of each name
 */
public record Request(
        String method,
        String path,
        String host,
        Optional<String> origin,
        boolean isFromThisMachine,
        Map<String, String> cookies,
        Map<String, String> fields,
        Map<String, byte[]> files) {

    /** One field of the form; empty when it is not there. */
    public String field(String name) {
        return fields.getOrDefault(name, "");
    }

    public boolean isPost() {
        return method.equals("POST");
    }

    /** The head alone, as it comes before the body. */
    static Request head(HttpRequest request, InetSocketAddress from) {
        return of(request, from, Map.of(), Map.of());
    }

    /** Head and body. Throws what Netty's decoder throws, all unchecked, if the body is no form. */
    static Request whole(FullHttpRequest request, InetSocketAddress from) {
        if (request.content().readableBytes() == 0) {
            return head(request, from);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        Map<String, byte[]> files = new LinkedHashMap<>();
        HttpPostRequestDecoder form = new HttpPostRequestDecoder(new DefaultHttpDataFactory(false), request);
        try {
            for (InterfaceHttpData part : form.getBodyHttpDatas()) {
                if (part instanceof FileUpload file) {
                    files.putIfAbsent(file.getName(), ByteBufUtil.getBytes(file.content()));
                } else if (part instanceof Attribute field) {
                    fields.putIfAbsent(field.getName(), field.getValue());
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("a form in memory is readable", e);
        } finally {
            form.destroy();
        }
        return of(request, from, fields, files);
    }

    private static Request of(
            HttpRequest request, InetSocketAddress from, Map<String, String> fields, Map<String, byte[]> files) {
        Map<String, String> cookies = new LinkedHashMap<>();
        String line = request.headers().get(HttpHeaderNames.COOKIE, "");
        for (Cookie cookie : ServerCookieDecoder.STRICT.decodeAll(line)) {
            cookies.putIfAbsent(cookie.name(), cookie.value());
        }
        return new Request(
                request.method().name(),
                new QueryStringDecoder(request.uri()).path(),
                request.headers().get(HttpHeaderNames.HOST, ""),
                Optional.ofNullable(request.headers().get(HttpHeaderNames.ORIGIN)),
                from.getAddress().isLoopbackAddress(),
                Map.copyOf(cookies),
                Map.copyOf(fields),
                Map.copyOf(files));
    }
}
