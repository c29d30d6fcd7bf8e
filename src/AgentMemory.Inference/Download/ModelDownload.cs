using System.Net;
using System.Net.Http.Headers;
using AgentMemory.Core;
using AgentMemory.Core.Machine;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Llama;
using AgentMemory.Inference.Loading;

namespace AgentMemory.Inference.Download;

/// <summary>
/// Fetches a model of models.json into its place. What has come lies in FILE.partial until its hash is right, so that a
/// broken or killed download goes on where it stopped and nobody ever loads half a model.
/// </summary>
public sealed class ModelDownload
{
    private const int BufferBytes = 1 << 16;

    private readonly HttpClient _client;
    private readonly DownloadSettings _settings;
    private readonly TimeProvider _time;

    /// <param name="client">Stays the caller's; its own timeout should be infinite, since patience is counted by silence.</param>
    /// <param name="settings">Patience and attempts.</param>
    /// <param name="time">Waits between attempts and counts silence.</param>
    public ModelDownload(HttpClient client, DownloadSettings settings, TimeProvider time) =>
        (_client, _settings, _time) = (client, settings, time);

    /// <summary>Fetches a model, or does nothing where the file is there and right.</summary>
    /// <param name="entry">Its url, hash and place.</param>
    /// <param name="progress">Bytes that are here and bytes in all (null where the server does not say).</param>
    /// <returns>False where the file was there already.</returns>
    /// <exception cref="UserErrorException">There is no url, or the server, the disk or the hash says no.</exception>
    public async Task<bool> FetchAsync(ModelEntry entry, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (File.Exists(entry.Path) && ModelCardReader.Sha256(entry.Path) == entry.Sha256)
        {
            return false;
        }

        var address = Address(entry);

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(entry.Path)!);
            var partial = entry.Path + ".partial";
            // One that was ended between the last byte and the renaming is whole.
            if (!File.Exists(partial) || ModelCardReader.Sha256(partial) != entry.Sha256)
            {
                await FetchAsync(entry, address, partial, progress, cancellation);
                CheckHash(entry, partial);
            }

            File.Move(partial, entry.Path, overwrite: true);
            return true;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"{entry.Path}: cannot be written: {cause.Message} Free space, or end the other download, and pull again", cause);
        }
    }

    private static Uri Address(ModelEntry entry)
    {
        if (entry.Sha256 is null || string.IsNullOrEmpty(entry.Url))
        {
            throw new UserErrorException($"model '{entry.Id}': models.json gives no url to pull it from; copy its file to {entry.Path}");
        }

        // A server on this machine may do without encryption: nobody stands in between.
        return Uri.TryCreate(entry.Url, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
                ? address
                : throw new UserErrorException($"model '{entry.Id}': its url {entry.Url} is no https address; correct models.json");
    }

    private async Task FetchAsync(
        ModelEntry entry, Uri address, string partial, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        var furthest = LengthOf(partial);
        for (var attempt = 1; ; attempt++)
        {
            string problem;
            try
            {
                if (await ReceiveAsync(entry, address, partial, progress, cancellation))
                {
                    return;
                }

                problem = "the connection ended early";
            }
            catch (Exception cause) when (cause is HttpRequestException or TimeoutException)
            {
                problem = cause.Message;
            }

            // Whoever gets further than ever before may go on as long as it takes. Beginning anew is not getting further: a
            // server that announces more than it has would be asked for ever.
            if (LengthOf(partial) is var here && here > furthest)
            {
                (furthest, attempt) = (here, 0);
            }

            if (attempt >= _settings.AttemptsMax)
            {
                throw new UserErrorException(
                    $"model '{entry.Id}': {address} failed {attempt} times, the last time: {problem.TrimEnd('.')}. "
                    + $"{LengthOf(partial):N0} bytes are kept; pull again to go on");
            }

            await Task.Delay(_settings.PauseBetweenAttempts * Math.Max(1, attempt), _time, cancellation);
        }
    }

    /// <summary>One request, from the first byte that is missing.</summary>
    /// <returns>Whether everything is here.</returns>
    private async Task<bool> ReceiveAsync(
        ModelEntry entry, Uri address, string partial, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        await using var file = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (file.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(file.Length, null);
        }

        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var alarm = _time.CreateTimer(_ => silence.Cancel(), null, _settings.SilenceMax, Timeout.InfiniteTimeSpan);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            if (!await StartAsync(entry, address, response, file))
            {
                return false;
            }

            var total = file.Length + response.Content.Headers.ContentLength;
            CheckSpace(entry, file, total);
            await CopyAsync(response, file, total, progress, alarm, silence.Token);
            return total is null || file.Length == total;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no byte came for {_settings.SilenceMax.TotalSeconds:N0} seconds");
        }
    }

    /// <summary>Puts the file where the answer goes on; false where the next request must begin anew.</summary>
    private static async Task<bool> StartAsync(ModelEntry entry, Uri address, HttpResponseMessage response, FileStream file)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange?.From == file.Length:
                file.Position = file.Length;
                return true;
            case HttpStatusCode.OK:
                // A server without ranges sends everything.
                file.SetLength(0);
                return true;
            case HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.PartialContent when file.Length > 0:
                // Everything may be here already; a wrong hash would tell, so it is asked for from the start.
                file.SetLength(0);
                return false;
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests:
            case >= HttpStatusCode.InternalServerError:
                throw new HttpRequestException($"the server answers {(int)response.StatusCode}");
            default:
                await file.DisposeAsync();
                if (LengthOf(file.Name) == 0)
                {
                    File.Delete(file.Name);
                }

                throw new UserErrorException(
                    $"model '{entry.Id}': {address} answers {(int)response.StatusCode} ({response.ReasonPhrase}); correct its url in models.json");
        }
    }

    private static void CheckSpace(ModelEntry entry, FileStream file, long? total)
    {
        if (total is { } all && MachineDisk.AvailableBytes(file.Name) is { } free && all - file.Length > free)
        {
            throw new UserErrorException(
                $"model '{entry.Id}': {MemoryNeed.MiB(all - file.Length)} are still to come and the disk has {MemoryNeed.MiB(free)}; "
                + "free some space and pull again");
        }
    }

    private async Task CopyAsync(
        HttpResponseMessage response,
        FileStream file,
        long? total,
        IProgress<DownloadProgress>? progress,
        ITimer alarm,
        CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[BufferBytes];
        for (var read = await ReadAsync(body, buffer, cancellation); read > 0; read = await ReadAsync(body, buffer, cancellation))
        {
            alarm.Change(_settings.SilenceMax, Timeout.InfiniteTimeSpan);
            // Written before a cancellation is heeded: what came is kept.
            await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            progress?.Report(new DownloadProgress(file.Length, total));
        }
    }

    /// <summary>A broken connection is an IOException, as a full disk is; here they part.</summary>
    private static async ValueTask<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellation);
        }
        catch (IOException cause)
        {
            throw new HttpRequestException(cause.Message, cause);
        }
    }

    private static void CheckHash(ModelEntry entry, string partial)
    {
        var found = ModelCardReader.Sha256(partial);
        if (found != entry.Sha256)
        {
            File.Delete(partial);
            throw new UserErrorException(
                $"model '{entry.Id}': what {entry.Url} sends has the sha256 {found} and {entry.Sha256} belongs there; "
                + "nothing was kept; correct models.json or find another source");
        }
    }

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
