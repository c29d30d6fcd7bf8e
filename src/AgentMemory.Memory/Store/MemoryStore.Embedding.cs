using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Passages;
using AgentMemory.Memory.Vectors;

namespace AgentMemory.Memory.Store;

/// <content>One store holds the vectors of one embedder.</content>
public sealed partial class MemoryStore
{
    private const int EmbedTogether = 256;
    private EmbedderCalibration? _calibration;

    private void AgreeOnEmbedder()
    {
        if (_options.Embedder is not { } embedder)
        {
            _remarks.Add("no embedding model is given: search goes by words alone");
            return;
        }

        var given = new EmbedderIdentity(embedder.Id, embedder.Dimensions);
        var stored = _settings.Embedder;
        if (stored is not null && stored != given && !_options.EmbedAgain)
        {
            throw new UserErrorException(
                $"memory store {Path} holds vectors of the embedding model {Short(stored.Id)} ({stored.Dimensions} dimensions), not of "
                + $"{Short(given.Id)} ({given.Dimensions}); open it with that model, or ask for new vectors (--embed-again)");
        }

        if (!_options.ReadOnly)
        {
            EmbedMissing(embedder, given, isNew: stored != given);
            if (_settings.Calibration is null)
            {
                var calibration = EmbedderExam.Sit(embedder, CancellationToken.None);
                Write(() => _settings.Calibration = calibration);
            }
        }
        else if (stored != given)
        {
            throw new UserErrorException(
                $"memory store {Path} holds no vectors of {Short(given.Id)}; open it once for writing with that embedding model");
        }
    }

    /// <summary>What the embedder's cosines are worth. A store that may not be written sits the exam anew.</summary>
    private EmbedderCalibration Calibration(CancellationToken cancellation) =>
        _calibration ??= _settings.Calibration ?? EmbedderExam.Sit(_options.Embedder!, cancellation);

    /// <summary>Another process may have given the file another embedder's vectors since it was opened.</summary>
    private void CheckEmbedder()
    {
        if (_options.Embedder is { } embedder && _settings.Embedder is { } stored
            && (stored.Id != embedder.Id || stored.Dimensions != embedder.Dimensions))
        {
            throw new UserErrorException(
                $"memory store {Path} was given vectors of another embedding model by another process; open it again with that model");
        }
    }

    /// <summary>
    /// Passages that were added while no embedder was given get their vectors now; with a new embedder all of them do.
    /// </summary>
    private void EmbedMissing(IEmbedder embedder, EmbedderIdentity identity, bool isNew)
    {
        if (!isNew && _passages.WithoutVector(0, 1).Count == 0)
        {
            return;
        }

        Write(() =>
        {
            if (isNew)
            {
                _vectors.Clear();
                _settings.Embedder = identity;
                _settings.Calibration = null;
            }

            var last = 0L;
            for (; ; )
            {
                var passages = _passages.WithoutVector(last, EmbedTogether);
                if (passages.Count == 0)
                {
                    break;
                }

                var vectors = embedder.Embed([.. passages.Select(TextToEmbed)], CancellationToken.None);
                for (var i = 0; i < passages.Count; i++)
                {
                    last = PassageId.Parse(passages[i].Id);
                    _vectors.Add(last, vectors[i]);
                }
            }

            _vectors.Flush();
            if (last > 0)
            {
                _log.Append(StoreAction.Embed, null);
            }
        });
    }

    private static string TextToEmbed(Passage passage) =>
        TextToEmbed(new NewPassage { Text = passage.Text, Kind = passage.Kind, Subject = passage.Subject });

    private static string Short(string id) => id.Length <= 12 ? id : id[..12] + "...";
}
