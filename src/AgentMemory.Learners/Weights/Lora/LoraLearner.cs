using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Weights.Study;
using AgentMemory.Training.Adapters.Files;

namespace AgentMemory.Learners.Weights.Lora;

/// <summary>
/// After every round an adapter is trained on the learner's own episodes: advantage-weighted replies (Peng et al. 2019,
/// with filtered imitation as the case of no negative share), with good earlier lessons replayed. A round is a whole block; or with rounds
/// of one episode and the optimiser's moments carried on it is test-time training: the adapter is then a state that goes from episode to
/// episode. The player wears the adapter and sees documents alone. The artifact holds <c>adapter.gguf</c>, which llama.cpp loads by itself,
/// <c>experience.jsonl</c>, what is replayed, and the adapters of earlier tasks where each has its own.
/// </summary>
public sealed class LoraLearner : ILearner, IAdapted
{
    private const string TaskName = "task.txt";
    private readonly WeightsTools _tools;
    private readonly LoraSettings _settings;
    private readonly LoraStudy _study;

    /// <param name="id">The word users type: one class serves several entries of the catalogue, which differ in settings.</param>
    /// <param name="tools">The shared model and renderer.</param>
    /// <param name="settings">The numbers.</param>
    /// <exception cref="UserErrorException">Two settings exclude each other.</exception>
    public LoraLearner(string id, WeightsTools tools, LoraSettings settings)
    {
        (Id, _tools, _settings) = (id, tools, settings);
        _study = new LoraStudy(tools, settings, settings.SelfReplay, settings.CarriesMoments);
        if (settings.Orthogonal && settings.CarriesMoments)
        {
            throw new UserErrorException(
                $"learner {id}: orthogonal: true cannot be used with carries_moments: true; one adapter is its whole state");
        }
    }

    public string Id { get; }

    public LearnerPath Path => LearnerPath.Weights;

    public IReadOnlyList<PracticeRound> Rounds(int episodes) =>
        _settings.EveryEpisode ? PracticeRound.OneByOne(episodes) : [new PracticeRound { Starts = episodes }];

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        var (finished, earlier) = Adapters(request);
        WornWeights[] beneath = [.. finished.Select(path => new WornWeights(AdapterFile.Read(path)))];
        var (cost, remark) = _study.Do(
            request, new StudiedAdapter(AdapterWearing.AdapterName, earlier, beneath, _settings.Orthogonal), cancellation);
        string[] remarks = remark is not null ? [remark] : _settings.EveryEpisode ? [] : ["nothing to learn from: all episodes went alike"];
        return new Learned(Artifact.Of(request.Folder), cost, remarks);
    }

    public IReadOnlyList<WornAdapter> Worn(Artifact? artifact) =>
        [.. Finished(artifact).Select(path => new WornAdapter(path)), .. AdapterWearing.Worn(artifact, AdapterWearing.AdapterName)];

    public IPlayer Open(Artifact? artifact) => AdapterWearing.Player(_tools, Worn(artifact));

    // Where each task has its own adapter and a new task begins, the one of the earlier task is finished.
    private (IReadOnlyList<string> Finished, string? Earlier) Adapters(StudyRequest request)
    {
        var earlier = AdapterWearing.FileOf(request.Before, AdapterWearing.AdapterName);
        if (!_settings.Orthogonal)
        {
            return ([], earlier);
        }

        var task = request.Experience.Count == 0 ? "" : request.Experience[^1].TaskId;
        var known = AdapterWearing.FileOf(request.Before, TaskName) is { } named ? File.ReadAllText(named) : task;
        File.WriteAllText(In(request, TaskName), task);
        var finished = new List<string>();
        foreach (var path in Finished(request.Before))
        {
            finished.Add(In(request, System.IO.Path.GetFileName(path)));
            File.Copy(path, finished[^1]);
        }

        if (earlier is null || task.Length == 0 || task == known)
        {
            return (finished, earlier);
        }

        finished.Add(In(request, FormattableString.Invariant($"adapter-{finished.Count + 1:D3}.gguf")));
        File.Copy(earlier, finished[^1]);
        return (finished, null);
    }

    private static IEnumerable<string> Finished(Artifact? artifact) => artifact is null
        ? []
        : Directory.EnumerateFiles(artifact.Folder, "adapter-*.gguf").Order(StringComparer.Ordinal);

    private static string In(StudyRequest request, string name) => System.IO.Path.Combine(request.Folder, name);
}
