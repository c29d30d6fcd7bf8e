using System.Globalization;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Weights.Experience;
using AgentMemory.Learners.Weights.Lora;
using AgentMemory.Learners.Weights.Study;
using AgentMemory.Training;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Batches;

namespace AgentMemory.Learners.Weights.FastSlow;

/// <summary>
/// Two memories at two frequencies: a fast adapter that takes a step after every episode, on top of a slow one that every so
/// many episodes is taught, on replayed episodes, what both together would answer; then the fast one begins anew
/// (complementary learning systems; the continuum of Behrouz et al. 2025, in two members). The player wears both.
/// </summary>
public sealed class FastSlowLearner : ILearner, IAdapted
{
    private const string SlowName = "slow.gguf";
    private const string FastName = "fast.gguf";
    private const string CountName = "episodes.txt";
    private readonly WeightsTools _tools;
    private readonly FastSlowSettings _settings;

    public FastSlowLearner(WeightsTools tools, FastSlowSettings settings)
    {
        _tools = tools;
        _settings = settings;
    }

    public string Id => "fast-slow";

    public LearnerPath Path => LearnerPath.Weights;

    public IReadOnlyList<PracticeRound> Rounds(int episodes) => PracticeRound.OneByOne(episodes);

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        var slow = AdapterWearing.FileOf(request.Before, SlowName);
        AdapterWearing.Carry(request, SlowName);
        var (cost, remark) = new LoraStudy(_tools, _settings, new SelfReplaySettings(), carriesMoments: true).Do(
            request, new StudiedAdapter(FastName, AdapterWearing.FileOf(request.Before, FastName), Weights(slow)), cancellation);
        var remarks = remark is null ? new List<string>() : [remark];
        var count = Count(request.Before) + request.Experience.Count;
        if (count / _settings.ConsolidateEpisodes > Count(request.Before) / _settings.ConsolidateEpisodes && File.Exists(In(request, FastName)))
        {
            var (took, said) = Consolidate(request, slow, cancellation);
            cost += took;
            remarks.Add(said);
        }

        File.WriteAllText(In(request, CountName), count.ToString(CultureInfo.InvariantCulture));
        return new Learned(Artifact.Of(request.Folder), cost, remarks);
    }

    public IReadOnlyList<WornAdapter> Worn(Artifact? artifact) => AdapterWearing.Worn(artifact, SlowName, FastName);

    public IPlayer Open(Artifact? artifact) => AdapterWearing.Player(_tools, Worn(artifact));

    private (Cost Cost, string Remark) Consolidate(StudyRequest request, string? slow, CancellationToken cancellation)
    {
        var card = _tools.Model.Card;
        var writer = new LessonWriter(_tools, _settings.Weighting);
        Sample[] replay = [.. Lesson.Read(In(request, AdapterWearing.ExperienceName)).Select(l => writer.Write(l, 1)).OfType<Sample>()];
        if (replay.Length == 0)
        {
            return (Cost.None, "no episode is kept to consolidate from");
        }

        var (taught, tokens) = Taught(replay, [.. Weights(slow), .. Weights(In(request, FastName))]);
        var slowPath = In(request, SlowName);
        File.Delete(slowPath);
        var done = new AdapterStudy(_tools, _settings.Consolidation).Train(
            new StudyMaterial { Lessons = taught, Earlier = slow, Rng = request.Rng.Fork("consolidate") }, slowPath, statePath: null, cancellation);
        File.Delete(In(request, FastName));
        File.Delete(In(request, AdapterWearing.StateName));
        var asked = new Cost { TokensRead = tokens, Flops = card.ForwardFlops(tokens, replay.Max(s => s.Tokens.Count) / 2.0) };
        var remark = FormattableString.Invariant(
            $"consolidated on {replay.Length} episodes: divergence from both together {done.FirstLoss:F3} to {done.LastLoss:F3}");
        return (done.Cost + asked, remark);
    }

    private (IReadOnlyList<Sample> Samples, long Tokens) Taught(Sample[] replay, IReadOnlyList<WornWeights> both)
    {
        var shape = BatchShape.For(replay, _settings.Adapter.BatchTokens);
        using var model = _tools.Trainers.Open(
            _tools.Model.Card.Path, _tools.Trainer(TrainingPurpose.Evaluate, shape) with { Worn = both });
        var trainer = new Trainer(model, OptimizerSettings.None);
        var rows = trainer.Distributions(replay);
        return ([.. replay.Select((sample, i) => sample with
        {
            Predictions = [.. sample.Predictions.Select((p, n) => p with { Weight = 0, Soft = new SoftTarget(rows[i]![n], 1) })],
        })], trainer.TokensEvaluated);
    }

    private static IReadOnlyList<WornWeights> Weights(string? path) => path is null ? [] : [new WornWeights(AdapterFile.Read(path))];

    private static int Count(Artifact? artifact) => AdapterWearing.FileOf(artifact, CountName) is { } path
        && int.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var count) ? count : 0;

    private static string In(StudyRequest request, string name) => System.IO.Path.Combine(request.Folder, name);
}
