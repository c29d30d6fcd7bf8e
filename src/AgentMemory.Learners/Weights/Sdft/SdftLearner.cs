using System.Text.Json;
using AgentMemory.Core;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Learners.Weights.Distillation;
using AgentMemory.Learners.Weights.Study;

namespace AgentMemory.Learners.Weights.Sdft;

/// <summary>
/// Self-distillation fine-tuning (Shenfeld et al. 2026, "Self-Distillation Enables Continual Learning"): the teacher is the model itself with
/// its episodes in the window, the student wears an adapter and sees no episode. The student is taught the teacher's own distributions over
/// replies, calibrated where the run calibrates, along replies that it draws itself (on-policy: Agarwal et al. 2024, "On-Policy Distillation of
/// Language Models"), at the moments it has met and on inputs without answers. It differs from context distillation as <c>sleep</c> does it by
/// those two. The memory learner that teaches is decided where this one is made. The artifact holds <c>adapter.gguf</c>, the teacher's memory,
/// the inputs that are replayed, and how many episodes were met.
/// </summary>
public sealed class SdftLearner : ILearner, IAdapted
{
    private const string InputsName = "inputs.jsonl";
    private const string PractisedName = "practised.json";
    private const string TeacherFolder = "teacher";
    private const string PhasesFolder = "phases";
    private readonly WeightsTools _tools;
    private readonly SdftSettings _settings;
    private readonly ILearner _teacher;

    /// <param name="tools">The shared model and renderer.</param>
    /// <param name="settings">Its own; the teacher has read its part.</param>
    /// <param name="teacher">The memory learner over a model.</param>
    public SdftLearner(WeightsTools tools, SdftSettings settings, Func<LearnerTools, ILearner> teacher)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        (_tools, _settings, _teacher) = (tools, settings, teacher(tools));
    }

    public string Id => "sdft";

    public LearnerPath Path => LearnerPath.Weights;

    public Learned Study(StudyRequest request, CancellationToken cancellation)
    {
        var memory = Remember(request, cancellation);
        var practised = Practised(request);
        File.WriteAllText(In(request, PractisedName), JsonSerializer.Serialize(practised) + "\n");
        Situation[] asked = [.. Inputs(request)];
        Situation.Write(In(request, InputsName), asked, _settings.Inputs.ReplayMax);

        var replies = new DistilledReplies(_tools);
        TeachersView view;
        using (var player = _teacher.Open(memory.Artifact))
        {
            view = TeachersView.Of(player, asked, replies, _settings.Temperature, request.Rng.Fork("teacher"), cancellation);
        }

        var phases = Directory.CreateDirectory(In(request, PhasesFolder));
        var studied = new SdftStudy(_tools, _settings, new SdftLessons(_tools, _settings, replies)).Do(
            view.Inputs, AdapterWearing.FileOf(request.Before, AdapterWearing.AdapterName), phases.FullName, request.Rng, cancellation);
        if (studied.Adapter is { } adapter)
        {
            File.Copy(adapter, In(request, AdapterWearing.AdapterName));
        }

        phases.Delete(recursive: true);
        return new Learned(
            Artifact.Of(request.Folder), memory.Cost + view.Cost + studied.Cost, [studied.Remark, .. LeftOut(view, practised)]);
    }

    public IReadOnlyList<WornAdapter> Worn(Artifact? artifact) => AdapterWearing.Worn(artifact, AdapterWearing.AdapterName);

    public IPlayer Open(Artifact? artifact) => AdapterWearing.Player(_tools, Worn(artifact));

    private Learned Remember(StudyRequest request, CancellationToken cancellation)
    {
        var folder = In(request, TeacherFolder);
        Directory.CreateDirectory(folder);
        var before = request.Before?.PathOf(TeacherFolder);
        return _teacher.Study(
            request with
            {
                Before = before is not null && Directory.Exists(before) ? Artifact.Of(before) : null,
                Folder = folder,
                Rng = request.Rng.Fork(TeacherFolder),
            },
            cancellation);
    }

    // Replayed ones, moments that were met, and inputs without answers; each once, by what the student is shown.
    private IEnumerable<Situation> Inputs(StudyRequest request)
    {
        var met = request.Experience.SelectMany(episode => Situation.Of(episode, AdapterWearing.ShownAtExam(request, episode.TaskId)))
            .Reverse().DistinctBy(KeyOf, StringComparer.Ordinal).Take(_settings.Inputs.MetMax).Reverse().ToList();
        var known = met.Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        string[] tasks = [.. request.Experience.Select(episode => episode.TaskId).Distinct(StringComparer.Ordinal)];
        var fresh = tasks.SelectMany((task, number) =>
        {
            var wanted = _settings.Inputs.Unlabelled / tasks.Length;
            var documents = AdapterWearing.ShownAtExam(request, task);
            // Some of what is drawn was practised too, and is among the moments that were met.
            return wanted == 0 ? [] : request.Unlabelled(task, wanted + known.Count, request.Rng.Fork("unlabelled", number))
                .Select(view => Situation.Of(task, view, documents)).Where(input => !known.Contains(KeyOf(input))).Take(wanted);
        }).ToList();
        known.UnionWith(fresh.Select(KeyOf));
        var replayed = Situation.Read(AdapterWearing.FileOf(request.Before, InputsName)).Where(input => !known.Contains(KeyOf(input)));
        return [.. replayed, .. met, .. fresh];
    }

    private string KeyOf(Situation input) => $"{input.TaskId}\n{_tools.Prompt.Begin(input.Earlier, input.Turn(0, 0).View)}";

    private static Dictionary<string, int> Practised(StudyRequest request)
    {
        var path = AdapterWearing.FileOf(request.Before, PractisedName);
        Dictionary<string, int> known;
        try
        {
            known = path is null ? [] : JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(path)) ?? [];
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{path} is no count of episodes by task ({e.Message}); restore the file", e);
        }

        foreach (var task in request.Experience.CountBy(episode => episode.TaskId, StringComparer.Ordinal))
        {
            known[task.Key] = known.GetValueOrDefault(task.Key) + task.Value;
        }

        return known;
    }

    private static IEnumerable<string> LeftOut(TeachersView view, Dictionary<string, int> practised) => view.EpisodesShown
        .Where(shown => shown.Value < practised.GetValueOrDefault(shown.Key))
        .Select(shown => Learned.Caution + FormattableString.Invariant(
            $"the teacher's window held {shown.Value} of {practised[shown.Key]} episodes of {shown.Key}: what it taught rests on these alone"));

    private static string In(StudyRequest request, string name) => System.IO.Path.Combine(request.Folder, name);
}
