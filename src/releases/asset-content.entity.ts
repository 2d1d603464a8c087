import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Asset } from './asset.entity.js';

/** The bytes of one variant of an asset: `original`, and of images `w640.webp`, `w640.jpg`, `w1280.webp` … */
@Entity()
export class AssetContent {
  @PrimaryColumn('bigint')
  assetId!: number;

  @PrimaryColumn('text')
  variant!: string;

  @Column('text')
  mediaType!: string;

  @Column('bytea')
  content!: Buffer;

  @ManyToOne(() => Asset, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'asset_id' })
  asset?: Asset;
}
