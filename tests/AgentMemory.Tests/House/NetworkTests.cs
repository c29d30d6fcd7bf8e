using System.Text.RegularExpressions;
using AgentMemory.Testing;

namespace AgentMemory.Tests.House;

/// <summary>Only <c>models pull</c> opens a connection to elsewhere.</summary>
public sealed partial class NetworkTests
{
    [Fact]
    public void Only_the_download_of_models_names_a_type_that_can_open_a_connection()
    {
        var files = new[] { "src", "samples" }.SelectMany(folder => Directory.EnumerateFiles(RepositoryFiles.Path(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => Connecting().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal);
        Assert.Equal(["src/AgentMemory.Cli/Commands/ModelsPullCommand.cs", "src/AgentMemory.Inference/Download/ModelDownload.cs"], files);
    }

    [GeneratedRegex(
        @"\bSystem\.Net\.(Http|Mail|NetworkInformation|Quic|Sockets|WebSockets)\b|\b(HttpClient|HttpMessageInvoker|SocketsHttpHandler|Socket|TcpClient|TcpListener|UdpClient|WebRequest|"
        + @"HttpWebRequest|WebClient|ClientWebSocket|HttpListener|QuicConnection|SmtpClient|Dns|Ping|NamedPipeClientStream)\b")]
    private static partial Regex Connecting();
}
