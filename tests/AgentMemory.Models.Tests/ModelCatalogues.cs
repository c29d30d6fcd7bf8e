using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Models;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Testing;

namespace AgentMemory.Models.Tests;

public sealed class ModelCatalogues(SmallModel small) : IClassFixture<SmallModel>
{
    [Fact]
    public void A_model_is_found_by_its_id_by_its_path_and_by_saying_nothing()
    {
        using var folder = Folder(ModelCardReader.Sha256(small.Path));
        var catalogue = ModelCatalogue.Read(Path.GetDirectoryName(folder.File("x"))!);
        Assert.Equal("small", catalogue.Resolve(null).Id);
        Assert.Equal(folder.File("small.gguf"), catalogue.Resolve("small").Path);
        Assert.Equal("CC0", catalogue.Resolve("small").Licence);
        Assert.Equal("mine", catalogue.Resolve("some/where/mine.gguf").Id);
        Assert.Null(catalogue.Resolve(small.Path).Sha256);
        using var model = LocalModel.Open(catalogue.Resolve("small"), new EngineOptions { Threads = 1, Slots = 1 });
        Assert.Equal("small", model.Card.Id);
        Assert.Equal(catalogue.Resolve("small").Sha256, model.Card.Sha256);
    }

    [Fact]
    public void An_unknown_id_is_the_users_error_and_lists_the_known_ones()
    {
        using var folder = Folder(new string('0', 64));
        var catalogue = ModelCatalogue.Read(Path.GetDirectoryName(folder.File("x"))!);
        var error = Assert.Throws<UserErrorException>(() => catalogue.Resolve("nonesuch"));
        Assert.Contains("'nonesuch'", error.Message, StringComparison.Ordinal);
        Assert.Contains("small, second", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_the_one_described_is_refused_with_both_hashes()
    {
        using var folder = Folder(new string('0', 64));
        var catalogue = ModelCatalogue.Read(Path.GetDirectoryName(folder.File("x"))!);
        var error = Assert.Throws<ModelFileException>(
            () => LocalModel.Open(catalogue.Resolve("small"), new EngineOptions()));
        Assert.Contains(new string('0', 64), error.Message, StringComparison.Ordinal);
        Assert.Contains(ModelCardReader.Sha256(small.Path), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_file_is_read_for_its_hash_beside_its_work_and_another_one_is_refused_where_the_hash_is_needed()
    {
        using var folder = new TemporaryFolder();
        var path = new RandomModel { Width = 1024, Inner = 5120, Layers = 1 }.Save(folder.File("large.gguf"));
        Assert.True(new FileInfo(path).Length > FileHashes.WaitBytesMax);
        var entry = new ModelEntry { Id = "large", Path = path, Sha256 = new string('0', 64) };
        // Opened as often as one likes, the file is read once, and nobody waits for it.
        using var model = LocalModel.Open(entry, new EngineOptions { Threads = 1, Slots = 1, ContextTokens = 64 });
        Assert.Same(FileHashes.Of([path]), FileHashes.Of([path]));
        var refused = Assert.Throws<ModelFileException>(() => model.Card.Sha256);
        Assert.Contains(ModelCardReader.Sha256(path), refused.Message, StringComparison.Ordinal);
        // Once it is known, the model writes nothing any more either.
        var request = new CompletionRequest { Prompt = "a", Form = new CompletionForm.Free(1, []), Temperature = 0, Seed = 1 };
        Assert.Throws<ModelFileException>(() => model.Complete([request], CancellationToken.None));
    }

    [Fact]
    public void A_file_that_was_written_anew_is_read_anew()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a"), "one");
        var first = FileHashes.Of([folder.File("a")]).Take();
        File.WriteAllText(folder.File("a"), "another");
        Assert.NotEqual(first, FileHashes.Of([folder.File("a")]).Take());
        Assert.Equal(ModelCardReader.Sha256(folder.File("a")), FileHashes.Of([folder.File("a")]).Take());
    }

    [Fact]
    public void The_shipped_models_pretraining_is_what_their_records_say()
    {
        var catalogue = ModelCatalogue.Read(RepositoryFiles.Path("models"));
        Assert.All(catalogue.Entries, entry => Assert.True(entry.PretrainingFlops > 0, entry.Id));
        var log = File.ReadAllLines(RepositoryFiles.Path("eval", "results", "pretrain-small", "training.log"));
        var tokens = double.Parse(log[^1].Split(", ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        var options = new EngineOptions { Threads = 1, Slots = 1, ContextTokens = 64 };
        using var shipped = LocalModel.Open(catalogue.Resolve("small"), options);
        Assert.Equal(6 * shipped.Card.Parameters * tokens, shipped.Card.PretrainingFlops);
        using var unknown = LocalModel.Open(ModelEntry.OfFile(catalogue.Resolve("small").Path), options);
        Assert.Null(unknown.Card.PretrainingFlops);
    }

    [Fact]
    public void A_cost_of_pretraining_without_its_record_is_refused()
    {
        using var folder = new TemporaryFolder();
        var here = Path.GetDirectoryName(folder.File("x"))!;
        string[] costs =
        [
            "\"pretrainingFlops\":1e12",
            "\"pretrainingFlops\":0,\"pretrainingSource\":\"a log\"",
            "\"pretrainingFlops\":1,\"pretrainingSource\":\"\"",
        ];
        foreach (var cost in costs)
        {
            File.WriteAllText(
                folder.File(ModelCatalogue.FileName),
                $$"""{"models":[{"id":"a","file":"a","sha256":"0","licence":"","source":"",{{cost}}}]}""");
            Assert.Contains("model 'a'", Assert.Throws<UserErrorException>(() => ModelCatalogue.Read(here)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_malformed_catalogue_is_the_users_error_with_line_and_column()
    {
        using var folder = new TemporaryFolder();
        var here = Path.GetDirectoryName(folder.File("x"))!;
        Assert.Empty(ModelCatalogue.Read(here).Entries);
        Assert.Throws<UserErrorException>(() => ModelCatalogue.Read(here).Resolve(null));
        foreach (var text in new[] { "{\"models\":[{\"id\":\"a\"}]}", "{\n \"models\": [\n", "{\"modls\":[]}" })
        {
            File.WriteAllText(folder.File(ModelCatalogue.FileName), text);
            var error = Assert.Throws<UserErrorException>(() => ModelCatalogue.Read(here));
            Assert.Contains("line", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_model_that_does_not_exist_and_a_text_file_are_model_file_errors()
    {
        var missing = ModelEntry.OfFile(small.File("none.gguf"));
        Assert.Throws<ModelFileException>(() => LocalModel.Open(missing, new EngineOptions()));
        File.WriteAllText(small.File("text.gguf"), "This is a text, not a model, whatever its name may say.");
        var error = Assert.Throws<ModelFileException>(
            () => LocalModel.Open(ModelEntry.OfFile(small.File("text.gguf")), new EngineOptions()));
        Assert.Contains("begins with 'This'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_says_what_the_file_holds()
    {
        using var model = small.Open(slots: 1);
        Assert.Equal(
            (small.Shape.Layers, small.Shape.Width, small.Shape.ContextTokens, RandomModel.VocabularySize, false),
            (model.Card.Layers, model.Card.EmbeddingLength, model.Card.ContextTokens, model.Card.VocabularySize,
                model.Card.HasChatTemplate));
        using var file = GgufFile.Open(small.Path);
        Assert.Equal(file.Tensors.Sum(tensor => tensor.Elements), model.Card.Parameters);
        Assert.Contains(model.Choices, choice => choice.StartsWith("device: CPU", StringComparison.Ordinal));
        Assert.Equal("CPU", model.Device.Name);
    }

    private TemporaryFolder Folder(string sha256)
    {
        var folder = new TemporaryFolder();
        File.Copy(small.Path, folder.File("small.gguf"));
        File.WriteAllText(
            folder.File(ModelCatalogue.FileName),
            $$"""
            { "models": [
              { "id": "small", "file": "small.gguf", "sha256": "{{sha256}}", "licence": "CC0", "source": "a test" },
              { "id": "second", "file": "b.gguf", "sha256": "{{sha256}}", "licence": "CC0", "source": "a test" }
            ] }
            """);
        return folder;
    }
}
