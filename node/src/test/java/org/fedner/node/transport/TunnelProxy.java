package org.fedner.node.transport;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fedner.node.Daemon;

/** A proxy on loopback that opens tunnels as it is asked to, by HTTP CONNECT or SOCKS5; it knows one name, "federation.inside". */
final class TunnelProxy implements AutoCloseable {
    static final String INSIDE = "federation.inside";

    private final ServerSocket listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final Proxy.Kind kind;
    private final Optional<String> credentials; // user:password
    private final boolean refuses;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    TunnelProxy(Proxy.Kind kind, Optional<String> credentials, boolean refuses) throws IOException {
        this.kind = kind;
        this.credentials = credentials;
        this.refuses = refuses;
        Daemon.start(() -> {
            while (true) {
                Socket client = listening.accept();
                sockets.add(client);
                Daemon.start(() -> serve(client));
            }
        });
    }

    Proxy proxy(String credentialsUsed) {
        Optional<ProxyCredentials> used =
                credentialsUsed.isEmpty() ? Optional.empty() : Optional.of(ProxyCredentials.parse(credentialsUsed));
        return new Proxy(kind, "127.0.0.1", listening.getLocalPort(), used);
    }

    /** Hosts and ports that tunnels were asked for. */
    List<String> asked() {
        return asked;
    }

    private void serve(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        Optional<String> target = kind == Proxy.Kind.HTTP
                ? byConnect(in, client.getOutputStream())
                : bySocks(in, client.getOutputStream());
        if (target.isEmpty()) {
            client.close();
            return;
        }
        String[] parts = target.get().split(":");
        String host = parts[0].equals(INSIDE) ? "127.0.0.1" : parts[0];
        Socket server = new Socket(host, Integer.parseInt(parts[1]));
        sockets.add(server);
        Daemon.start(() -> pump(server.getInputStream(), client));
        pump(in, server);
    }

    private static void pump(InputStream from, Socket to) throws IOException {
        try (to) {
            from.transferTo(to.getOutputStream());
        }
    }

    private Optional<String> byConnect(DataInputStream in, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        String target = head.substring("CONNECT ".length(), head.indexOf(" HTTP"));
        asked.add(target);
        String expected = credentials
                .map(known -> "proxy-authorization: Basic "
                        + Base64.getEncoder().encodeToString(known.getBytes(StandardCharsets.UTF_8)))
                .orElse("");
        String status = !head.toString().contains(expected)
                ? "407 Proxy Authentication Required"
                : refuses ? "403 Forbidden" : "200 Connection established";
        out.write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return status.startsWith("200") ? Optional.of(target) : Optional.empty();
    }

    private Optional<String> bySocks(DataInputStream in, OutputStream out) throws IOException {
        in.readUnsignedByte();
        byte[] methods = in.readNBytes(in.readUnsignedByte());
        int wanted = credentials.isPresent() ? 2 : 0;
        boolean offered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(wanted) >= 0;
        out.write(new byte[] {5, (byte) (offered ? wanted : 0xFF)});
        if (!offered) {
            return Optional.empty();
        }
        if (credentials.isPresent()) {
            in.readUnsignedByte();
            String user = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
            String password = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
            boolean isRight = (user + ":" + password).equals(credentials.get());
            out.write(new byte[] {1, (byte) (isRight ? 0 : 1)});
            if (!isRight) {
                return Optional.empty();
            }
        }
        in.readNBytes(3);
        int kindOfAddress = in.readUnsignedByte();
        String host = kindOfAddress == 3
                ? new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII)
                : InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
        String target = host + ":" + in.readUnsignedShort();
        asked.add(target);
        out.write(new byte[] {5, (byte) (refuses ? 2 : 0), 0, 1, 0, 0, 0, 0, 0, 0});
        return refuses ? Optional.empty() : Optional.of(target);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
